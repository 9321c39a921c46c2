package insight

import (
	"assay/app/db"
	"assay/models"
)

// Counted is what a batch came to: how many members were looked at, and how
// many rows had to be written.
type Counted struct{ Members, Written int64 }

// Count is the step that counts the facts of some members again and writes
// those that changed. Who was erased or merged into somebody else loses the
// row; what a merged member had counts for who took it over.
func Count(tx *db.Tx, terms Terms, ids []int64) (Counted, error) {
	c := Counted{Members: int64(len(ids))}
	if len(ids) == 0 {
		return c, nil
	}
	// The rows are held before anything is read: whoever counts the same member
	// later reads later, too.
	var rows []models.MemberFacts
	if err := tx.Raw("SELECT * FROM member_facts WHERE member_id IN (?)"+tx.Latest(), ids).Scan(&rows).Error; err != nil {
		return c, err
	}
	before := make(map[int64]models.MemberFacts, len(rows))
	for _, r := range rows {
		before[r.MemberID] = r
	}
	n, err := read(tx, terms, ids)
	if err != nil {
		return c, err
	}
	var gone []int64
	var write []models.MemberFacts
	for _, id := range ids {
		was, had := before[id]
		now, lives, err := n.facts(id, was)
		if err != nil {
			return c, err
		}
		if had && lives && was == now {
			continue
		}
		if had {
			gone = append(gone, id)
		}
		if lives {
			write = append(write, now)
		}
	}
	c.Written = int64(max(len(write), len(gone)))
	if err := put(tx, gone, write); err != nil {
		return c, err
	}
	return c, referBack(tx, terms, write)
}

// referBack is Refer for those of some members whom it may concern.
func referBack(tx *db.Tx, terms Terms, rows []models.MemberFacts) error {
	var ids []int64
	for _, r := range rows {
		if r.Brought > 0 || r.ReferralFen != 0 {
			ids = append(ids, r.MemberID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := Refer(tx, terms, ids)
	return err
}

// put replaces rows.
func put(tx *db.Tx, gone []int64, rows []models.MemberFacts) error {
	if len(gone) > 0 {
		if _, err := tx.Change("DELETE FROM member_facts WHERE member_id IN (?)", gone); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	err := tx.CreateInBatches(&rows, 200).Error
	if db.IsDuplicate(err) { // somebody counted a new member at the same moment
		return db.ErrRetry
	}
	return err
}

// counting is all that is read of a batch of members, by member.
type counting struct {
	terms   Terms
	heirs   map[int64]int64 // whose a member's documents are now
	all     []int64         // the members with those that were merged into them
	people  map[int64]person
	days    map[int64]map[models.Date]buyDay
	returns map[int64]int64
	mix     map[int64]map[string]models.Money
	agreed  map[int64]map[models.ConsentPurpose]bool
	brought map[int64]broughtSum
}

// person is a living member with the account.
type person struct {
	models.Member
	Tier   string
	Growth int64
	Points int64
	Manual string      `gorm:"column:manual_tier"`
	Until  models.Date `gorm:"column:manual_until_on"`
}

type buyDay struct {
	slips int64
	fen   models.Money
}

type broughtSum struct {
	members int64
	fen     models.Money
}

// facts are a member's as they are now, with what was brought in value until
// Refer adds it up again; false for who is no member any more.
func (n *counting) facts(id int64, was models.MemberFacts) (models.MemberFacts, bool, error) {
	p, lives := n.people[id]
	if !lives {
		return models.MemberFacts{}, false, nil
	}
	on := n.terms.On
	state := models.TierState{Tier: p.Tier, Manual: p.Manual, ManualUntil: p.Until}
	f := models.MemberFacts{MemberID: id, StoreID: p.StoreID, RegionID: p.RegionID, Tier: state.Shown(on), Growth: p.Growth, Points: p.Points,
		AgeBand: models.AgeBand(p.BirthYear, on), Sex: p.Sex, BirthMonth: p.Birthday().MonthKept(on), Occupation: p.Occupation, Industry: p.Industry, Source: p.Source,
		JoinedOn: p.JoinedOn, Marketing: n.agreed[id][models.ConsentMarketing], Greeting: n.agreed[id][models.ConsentBirthday], Sharing: n.agreed[id][models.ConsentSharing],
		Returns: n.returns[id], Brought: n.brought[id].members, BroughtFen: n.brought[id].fen, ReferralFen: was.ReferralFen, ClvFen: was.ReferralFen, AsOfOn: on}
	if p.BroughtByID != nil {
		f.BroughtBy = *p.BroughtByID
	}
	n.addDays(&f, n.days[id])
	n.addMix(&f, n.mix[id])
	f.BasketFen = models.Basket(f.NetFen, f.Purchases)
	f.State = n.terms.Policy.State(f.LastOn, f.JoinedOn, on)
	f.Put(n.terms.Cuts)
	return f, true, n.terms.value(&f)
}

// addDays adds the days with purchases up.
func (n *counting) addDays(f *models.MemberFacts, days map[models.Date]buyDay) {
	yearFrom := n.terms.On.AddMonths(-12)
	for on, d := range days {
		f.BuyDays, f.Purchases, f.NetFen = f.BuyDays+1, f.Purchases+d.slips, f.NetFen+d.fen
		if on > yearFrom {
			f.YearPurchases, f.YearFen = f.YearPurchases+d.slips, f.YearFen+d.fen
		}
		if f.FirstOn.IsZero() || on < f.FirstOn {
			f.FirstOn = on
		}
		switch {
		case on > f.LastOn:
			f.BeforeOn, f.LastOn = f.LastOn, on
		case on > f.BeforeOn:
			f.BeforeOn = on
		}
	}
	if f.BuyDays > 0 {
		f.RepeatFen = f.NetFen - days[f.FirstOn].fen
	}
}

// addMix finds the categories; of two with the same spend the earlier in the
// catalogue is the favourite.
func (n *counting) addMix(f *models.MemberFacts, mix map[string]models.Money) {
	var most models.Money
	for _, c := range models.Categories {
		if mix[c] > 0 {
			f.Categories = f.Categories.With(c)
		}
		if mix[c] > most {
			f.Favourite, most = c, mix[c]
		}
	}
	f.MarginPPM = n.terms.Policy.MarginOf(mix)
}
