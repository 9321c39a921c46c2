package pinyin_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/pinyin"
)

func TestNamesAreSpelledAsTheyAreTyped(t *testing.T) {
	for name, want := range map[string][2]string{"瑞和珠宝": {"ruihezhubao", "rhzb"}, "K金 Ring": {"kjinring", "kjring"}, "": {"", ""}, "é🙂": {"é", "é"}, "恒一金行": {"hengyijinhang", "hyjh"}, "珠宝行": {"zhubaohang", "zbh"}, "行": {"xing", "x"}, "重庆银行": {"chongqingyinhang", "cqyh"}} {
		full, initials := pinyin.Of(name)
		require.Equal(t, want, [2]string{full, initials}, name)
	}
}
