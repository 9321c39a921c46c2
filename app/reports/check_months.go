package reports

import (
	"fmt"

	"assay/app/db"
	"assay/models"
)

// keepsMonths is what months proves.
const keepsMonths = "the figures of a month are those of its documents"

// months finds agents whose kept month is not what the documents say, and
// months whose sums are not their agents'. A month into which something was
// posted since it was figured waits for the next night.
func months(tx *db.Tx) ([]Finding, error) {
	kept, err := keptMonths(tx.DB)
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, cut := range kept {
		if cut.stale {
			continue
		}
		rows, err := checkMonth(tx, cut.monthCut)
		if err != nil {
			return nil, err
		}
		found = append(found, rows...)
	}
	return found, nil
}

func checkMonth(tx *db.Tx, cut monthCut) ([]Finding, error) {
	want, err := monthOf(tx.DB, tx.Dialect(), cut)
	if err != nil {
		return nil, err
	}
	var kept []agentMonth
	if err := tx.Raw("SELECT * FROM agent_months WHERE month_on = ?", cut.MonthOn).Scan(&kept).Error; err != nil {
		return nil, err
	}
	var regions Sums
	err = tx.Raw("SELECT SUM(not_due_fen) AS not_due_fen, SUM(sales_fen) AS sales_fen, SUM(limit_fen) AS limit_fen FROM region_months WHERE month_on = ?", cut.MonthOn).Scan(&regions).Error
	return append(compareAgents(cut, want, kept), compareRegions(cut, kept, regions)...), err
}

// compareAgents looks at what follows from the documents alone: what was
// inherited of a limit is not written down anywhere.
func compareAgents(cut monthCut, want, kept []agentMonth) (found []Finding) {
	have := map[int64]agentMonth{}
	for _, r := range kept {
		have[r.AgentID] = r
	}
	for _, w := range want {
		for i, v := range w.documented() {
			if got := have[w.AgentID].documented()[i]; got != v {
				found = append(found, Finding{Rule: keepsMonths, Subject: fmt.Sprintf("agent %d, %s", w.AgentID, cut.MonthOn), Want: int64(v), Got: int64(got)})
				break
			}
		}
		delete(have, w.AgentID)
	}
	for id, r := range have {
		for _, v := range r.documented() {
			if v != 0 {
				found = append(found, Finding{Rule: keepsMonths, Subject: fmt.Sprintf("agent %d, %s", id, cut.MonthOn), Got: int64(v)})
				break
			}
		}
	}
	return found
}

func (r agentMonth) documented() [14]models.Money {
	return [14]models.Money{r.NotDueFen, r.Late30Fen, r.Late60Fen, r.Late90Fen, r.Late180Fen, r.Late360Fen, r.LateOverFen, r.CreditsFen, r.UnallocatedFen,
		r.ReservedFen, r.SecuredFen, r.SalesFen, r.PaidFen, models.Money(r.PaidFenDays)}
}

func compareRegions(cut monthCut, kept []agentMonth, regions Sums) []Finding {
	var all models.Figures
	for _, r := range kept {
		all = all.With(r.figures(1))
	}
	for _, c := range [][2]models.Money{{all.NotDue, regions.NotDueFen}, {all.SalesFen, regions.SalesFen}, {all.LimitFen, regions.LimitFen}} {
		if c[0] != c[1] {
			return []Finding{{Rule: "a month's regions add up to its agents", Subject: cut.MonthOn.String(), Want: int64(c[0]), Got: int64(c[1])}}
		}
	}
	return nil
}
