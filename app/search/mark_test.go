package search

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWhatWasTypedIsMarked(t *testing.T) {
	for _, c := range []struct{ typed, text, want string }{
		{"瑞和", "杭州瑞和珠宝", "杭州[瑞和]珠宝"},
		{"ruih", "杭州瑞和珠宝", "杭州[瑞和]珠宝"},
		{"rhz", "杭州瑞和珠宝", "杭州[瑞和珠]宝"},
		{"r", "杭州瑞和珠宝", "杭州[瑞]和珠宝"},
		{"kjin", "K金戒指", "K金戒指"},
		{"jin", "K金戒指", "K[金]戒指"},
		{"RING gold", "Gold ring, earring", "[Gold] [ring], earring"},
		{"0012", "HZ-0012", "HZ-[0012]"},
		{"ｈｚ", "HZ-0012", "[HZ]-0012"},
		{"138-0571 88", "+86 138 0571 8823", "+86 [138 0571 88]23"},
		{"8823", "138 0571 8823", "138 0571 [8823]"},
		{"21", "INV2026-000021", "INV2026-0000[21]"},
		{"2026-0021", "INV2026-000021", "INV2026-0000[21]"},
		{"21", "INV2026-000121", "INV2026-000121"},
		{"so42", "SO00000042", "SO000000[42]"},
		{"8823", "13805718823", "1380571[8823]"},
		{"金", "", ""},
		{"", "金", "金"},
		{"<b>", "<b>&", "<[b]>&"},
		{"🙂", "🙂金", "🙂金"},
	} {
		var out strings.Builder
		for _, p := range Parse(c.typed).Mark(c.text) {
			if p.Hit {
				p.Text = "[" + p.Text + "]"
			}
			out.WriteString(p.Text)
		}
		assert.Equal(t, c.want, out.String(), "%s in %s", c.typed, c.text)
	}
}
