package models

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSegmentLabel(t *testing.T) {
	for _, r := range textTable(t, `
		segment            | key                | name
		all                | segment.all        |
		grade:E            | segment.grade      | E
		region:EAST        | segment.region     | EAST
		settlement:monthly | segment.settlement | monthly
		agent:HZ-0001      | segment.agent      | HZ-0001
		group:G:1          | segment.group      | G:1
		grade              |                    | grade
		all:x              |                    | all:x
		nobody             |                    | nobody
		`) {
		require.Equal(t, PolicyLabel{Key: r.str("key"), Name: r.str("name")}, SegmentLabel(r.str("segment")), r.line)
	}
}
