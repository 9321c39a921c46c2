package models

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCodesAndAddressesHaveTheirShape(t *testing.T) {
	for _, code := range []string{"HZ-0001", "a_b.c", "杭州01", "7"} {
		require.NoError(t, CheckCode("code", code), code)
	}
	for _, code := range []string{"", "HZ 1", "HZ/1", "a?b", "HZ，1", "<b>", "a\nb"} {
		require.Error(t, CheckCode("code", code), code)
	}
	for _, email := range []string{"", "x@y.cn", "first.last+tag@mail.example.com", "张三@例子.中国", "o'neil@x-y.org"} {
		require.NoError(t, CheckEmail("email", email), email)
	}
	for _, email := range []string{"x@", "@y.cn", "x", "x@y", "x@y.", "x@.cn", "x y@z.cn", "x@y@z.cn", "x@y..cn", "a..b@c.cn", "x@-y.cn", "Li <x@y.cn>", "x@y.cn,z@y.cn"} {
		err := CheckEmail("email", email)
		require.Error(t, err, email)
		require.Equal(t, "email", Each(err)[0].Field)
	}
	require.NoError(t, CheckEmail("email", strings.Repeat("a", 60)+"@y.cn"))
}
