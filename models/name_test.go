package models

import "testing"

func TestNameIn(t *testing.T) {
	for _, c := range []struct{ lang, zh, en, want string }{
		{"zh-CN", "戒指", "Ring", "戒指"},
		{"en", "戒指", "Ring", "Ring"},
		{"en", "戒指", "", "戒指"},
		{"zh-CN", "", "Ring", "Ring"},
		{"en", "", "", ""},
	} {
		if got := NameIn(c.lang, c.zh, c.en); got != c.want {
			t.Errorf("NameIn(%q, %q, %q) = %q, want %q", c.lang, c.zh, c.en, got, c.want)
		}
	}
}
