package models

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A case is walked by acts; what a step lacks is told, and stands in the table
// as the end of the error's key.
const caseWalks = `
kind      | acts                                                                                                        | says            | stage
service   | working ready                                                                                               | weigh_first     | working
service   | weighed:5.00 working ready returned                                                                         | sign            | ready
service   | weighed:5.00 ready returned@Li                                                                              |                 | returned
service   | weighed:4.97 ready                                                                                          | weight_note     | received
service   | weighed:4.97!filed ready                                                                                    | weight_lost     | received
service   | weighed:4.97!filed? ready working                                                                           |                 | working
service   | weighed:4.98 ready returned                                                                                 | sign            | ready
service   | quoted:100.00 working                                                                                       | agree_first     | received
service   | quoted:100.00 agreed@Li working                                                                             |                 | working
service   | quoted:100.00 agreed@Li quoted:120.00 working                                                               | agree_first     | received
service   | agreed@Li                                                                                                   | quote_first     | received
service   | paid:1.00                                                                                                   | deposit_above   | received
service   | quoted:100.00 paid:60.00 paid:-60.01                                                                        | deposit_back    | received
service   | quoted:100.00 paid:60.00 paid:40.01                                                                         | deposit_above   | received
service   | quoted:100.00 paid:60.00 cancelled!no                                                                       | deposit_settle  | received
service   | quoted:100.00 paid:60.00 paid:-60.00 cancelled!no                                                           |                 | cancelled
service   | quoted:100.00 paid:60.00 charged:60.00 cancelled!no                                                         |                 | cancelled
service   | cancelled                                                                                                   | say_what        | received
service   | cancelled!no noted!later                                                                                    |                 | cancelled
service   | cancelled!no weighed:5.00                                                                                   | over            | cancelled
service   | delivered@Li                                                                                                | way             | received
bespoke   | designing quoted                                                                                            | drawing_first   | designing
bespoke   | designing pictured quoted:10000.00 quoted agreed                                                            | agree_first     | quoted
bespoke   | designing pictured quoted:10000.00 quoted agreed@Li paid:2999.99 stage:agreed                               | deposit_first   | quoted
bespoke   | designing pictured quoted:10000.00 quoted agreed@Li paid:3000.00 stage:agreed casting polishing finished     | final_first     | polishing
bespoke   | designing pictured quoted:10000.00 quoted agreed@Li paid:3000.00 stage:agreed casting polishing weighed:8.12 charged:10200.00 finished delivered@Li |  | delivered
bespoke   | designing pictured quoted:10000.00 quoted designing                                                         |                 | designing
complaint | answered                                                                                                    | say_what        | open
complaint | answered!sorry solved!new closed!ok                                                                         |                 | closed
complaint | answered!sorry solved!new closed!ok open!again                                                              |                 | open
complaint | quoted:1.00                                                                                                 | choice_unknown  | open
`

// caseAct reads an act of the table: act:figure, act@name, act!note, act? for a
// question that is answered with yes; a stage alone is a move to it.
func caseAct(t *testing.T, word string, kind CaseKind) (e CaseEntry, yes bool) {
	word, yes = strings.CutSuffix(word, "?")
	word, e.Note, _ = strings.Cut(word, "!")
	word, e.Name, _ = strings.Cut(word, "@")
	word, figure, _ := strings.Cut(word, ":")
	e.Act = CaseAct(word)
	file := int64(1)
	switch {
	case word == "stage":
		e.Act, e.Stage = CaseMoved, CaseStage(figure)
	case e.Act == CaseWeighed:
		w, err := ParseWeight(figure)
		require.NoError(t, err)
		e.WeightMg = w
	case e.Act == CasePictured:
		e.FileID = &file
	case figure != "":
		m, err := ParseMoney(figure)
		require.NoError(t, err)
		e.AmountFen = m
	case e.Act == CaseAgreed && e.Name == "" || e.Act != CaseAgreed && e.Act != CaseNoted:
		e.Act, e.Stage = CaseMoved, CaseStage(word)
	}
	return e, yes
}

func TestACaseGoesOnlyWhereWhatItStandsOnIsThere(t *testing.T) {
	at := Moment{At: time.Date(2026, 6, 1, 4, 0, 0, 0, time.UTC), On: MustDate("2026-06-01")}
	for _, row := range textTable(t, caseWalks) {
		c := Case{Kind: CaseKind(row.str("kind")), WeightInMg: 5000}.Begin(DefaultCarePolicy(), at)
		if c.Kind == CaseBespoke {
			c.WeightInMg = 0
		}
		var said error
		for _, word := range strings.Fields(row.str("acts")) {
			e, yes := caseAct(t, word, c.Kind)
			next, err := c.Apply(e, DefaultCarePolicy(), at, yes)
			if said = err; err != nil {
				break
			}
			c = next
		}
		if row.str("says") == "" {
			require.NoError(t, said, row.str("acts"))
		} else {
			require.ErrorContains(t, said, row.str("says"), row.str("acts"))
		}
		require.Equal(t, row.str("stage"), string(c.Stage), row.str("acts"))
	}
}

// A complaint's clocks run from its opening, stop with the reply and the
// solution, and run anew when it is opened again; that ends with the days.
func TestAComplaintHasClocks(t *testing.T) {
	p, at := DefaultCarePolicy(), Moment{At: time.Date(2026, 6, 1, 4, 0, 0, 0, time.UTC), On: MustDate("2026-06-01")}
	after := func(hours int) Moment {
		then := at.At.Add(time.Duration(hours) * time.Hour)
		return Moment{At: then, On: DateOf(then, time.FixedZone("CST", 8*3600))}
	}
	c := Case{Kind: CaseComplaint}.Begin(p, at)
	require.False(t, c.Late(after(24)), "to the hour")
	require.True(t, c.Late(after(25)))
	c, err := c.Apply(CaseEntry{Act: CaseMoved, Stage: StageAnswered, Note: "x"}, p, after(25), false)
	require.NoError(t, err)
	require.False(t, c.Late(after(7*24)))
	require.True(t, c.Late(after(7*24+1)))
	c, err = c.Apply(CaseEntry{Act: CaseMoved, Stage: StageSolved, Note: "x"}, p, after(100), false)
	require.NoError(t, err)
	c, err = c.Apply(CaseEntry{Act: CaseMoved, Stage: StageClosed, Note: "x"}, p, after(100), false)
	require.NoError(t, err)
	require.False(t, c.Late(after(10_000)))
	_, err = c.Apply(CaseEntry{Act: CaseMoved, Stage: StageOpen, Note: "x"}, p, after(100+31*24), false)
	require.ErrorContains(t, err, "case_reopen")
	c, err = c.Apply(CaseEntry{Act: CaseMoved, Stage: StageOpen, Note: "x"}, p, after(100+30*24), false)
	require.NoError(t, err)
	require.Nil(t, c.RepliedAt)
	require.False(t, c.Late(after(100+30*24+24)))
	require.True(t, c.Late(after(100+30*24+25)))
}

func TestTheDepositIsRoundedUp(t *testing.T) {
	p := CarePolicy{DepositShare: 333_333}
	for quote, want := range map[Money]Money{0: 0, 1: 1, 3: 1, 300: 100, 301: 101, 1_000_000: 333_333, 1_000_001: 333_334} {
		require.Equal(t, want, p.Deposit(quote), quote.String())
	}
	require.Equal(t, Money(7), CarePolicy{DepositShare: One}.Deposit(7))
	require.Zero(t, CarePolicy{}.Deposit(7))
}
