package members

import (
	"strconv"

	"gorm.io/gorm"

	"assay/app/list"
	"assay/models"
)

// view is who looks at a list of members, and where its rows lead. Masked is the
// headquarters': names only of those who share.
type view struct {
	base   string
	scope  models.Scope
	need   models.Permission
	masked bool
	stores []models.Store
	people []Person
	tiers  models.TierPolicy
}

// list is the members of a scope. A word is looked for in the names that are
// shown, begins a number, or is a whole phone.
func (s *Service) list(q *gorm.DB, lang string, v view) list.Spec {
	cond, args := within(v.scope)
	name := "m.name"
	if v.masked {
		name = "CASE WHEN " + shared + " THEN m.name ELSE '' END"
	}
	return list.Spec{Name: "members", Title: "nav.members", Empty: "member.none", Hint: "member.search_hint", Need: v.need, Private: true,
		From: "members m JOIN member_accounts a ON a.member_id = m.id JOIN stores o ON o.id = m.store_id LEFT JOIN store_people p ON p.id = m.adviser_id", Where: cond, Args: args,
		ID: "m.id", Sort: "-number", Search: []string{name}, Prefix: []string{"m.number"}, Number: "m.id", IDOf: func(word string) int64 { return s.IDOf(q, word) },
		Columns: []list.Column{
			{Key: "name", Label: "member.name", Expr: name, Kind: list.Text, Link: v.base + "/{id}", Show: nameOr},
			{Key: "number", Label: "member.number", Expr: "m.number", By: "m.id", Kind: list.Text, Under: "name"},
			{Key: "initial", Expr: "SUBSTR(m.name, 1, 1)", Kind: list.Text},
			{Key: "sealed", Expr: "COALESCE(m.phone_sealed, '')", Kind: list.Text},
			{Key: "public", Expr: "m.public_id", Kind: list.Text},
			{Key: "phone", Label: "member.phone", Expr: "m.phone_tail", Kind: list.Text, Phone: "k-start", Show: s.masked},
			{Key: "tier", Label: "member.tier", Expr: "a.tier", Kind: list.Mark, Phone: "k-12", Sort: true},
			{Key: "growth", Label: "member.growth", Expr: "a.growth", Kind: list.Number, Phone: "k-end", Sort: true},
			{Key: "points", Label: "member.points", Expr: "a.points", Kind: list.Number, Later: true},
			{Key: "spent", Label: "member.spent", Expr: "a.spent_fen", Kind: list.Money, Sort: true, Sum: true, Later: true},
			{Key: "bought", Label: "member.last_bought", Expr: "a.last_bought_on", Kind: list.Day},
			{Key: "store", Label: "member.store", Expr: "o.name_zh", ExprEn: "CASE WHEN o.name_en = '' THEN o.name_zh ELSE o.name_en END", Kind: list.Text},
			{Key: "adviser", Label: "member.adviser", Expr: "COALESCE(p.name, '')", Kind: list.Text, Later: v.masked},
			{Key: "joined", Label: "member.joined_on", Expr: "m.joined_on", Kind: list.Day, Sort: true, Later: true},
			{Key: "marketing", Label: "consent.marketing", Expr: "CASE WHEN " + consented("marketing") + " THEN 'yes' ELSE 'no' END", Kind: list.Word, Family: "consented", Later: true},
		},
		Filters: []list.Filter{
			{Key: "tier", Label: "member.tier", Kind: list.Word, Expr: "a.tier", All: "member.all_tiers", Front: true, Options: ofTiers(v.tiers, lang)},
			{Key: "store", Label: "member.store", Kind: list.Word, All: "member.all_stores", Options: ofStoreNames(v.stores, lang)},
			{Key: "adviser", Label: "member.adviser", Kind: list.Word, Expr: "m.adviser_id", All: "list.any", Options: ofPeople(v.people)},
			{Key: "birth", Label: "member.birth_month", Kind: list.Word, All: "list.any", Options: ofMonths()},
			{Key: "bought", Label: "member.last_bought", Kind: list.Day, Expr: "a.last_bought_on"},
			{Key: "consent", Label: "member.consents", Kind: list.Word, All: "list.any", Options: ofConsents()},
		}}
}

// nameOr is the name, or the mask of one that is not shared.
func nameOr(v list.Values) any {
	if name, _ := v["name"].(string); name != "" {
		return name
	}
	initial, _ := v["initial"].(string)
	return models.MaskName(initial)
}

func (s *Service) masked(v list.Values) any {
	public, _ := v["public"].(string)
	sealed, _ := v["sealed"].(string)
	tail, _ := v["phone"].(string)
	return s.Keys.Masked(public, sealed, tail)
}

// IDOf is the member with a phone, 0 for what is none.
func (s *Service) IDOf(q *gorm.DB, word string) (id int64) {
	phone, err := models.ParsePhone(word)
	if err != nil {
		return 0
	}
	hash, err := s.Keys.Hash(phone)
	if err != nil || q.Raw("SELECT COALESCE(merged_into_id, id) FROM members WHERE phone_hash = ?", hash).Scan(&id).Error != nil {
		return 0
	}
	return id
}

// consented is that a consent for a purpose lives.
func consented(purpose models.ConsentPurpose) string {
	switch purpose {
	case models.ConsentMarketing:
		return "EXISTS (SELECT 1 FROM member_consents c WHERE c.member_id = m.id AND c.purpose = 'marketing' AND c.withdrawn_at IS NULL)"
	case models.ConsentBirthday:
		return "EXISTS (SELECT 1 FROM member_consents c WHERE c.member_id = m.id AND c.purpose = 'birthday' AND c.withdrawn_at IS NULL)"
	}
	return shared
}

func ofConsents() (out []list.Option) {
	for _, p := range models.ConsentPurposes() {
		out = append(out, list.Option{Value: string(p), Label: "consent." + string(p), Cond: consented(p)})
	}
	return append(out, list.Option{Value: "none", Label: "consent.none", Cond: "NOT EXISTS (SELECT 1 FROM member_consents c WHERE c.member_id = m.id AND c.withdrawn_at IS NULL)"})
}

func ofTiers(p models.TierPolicy, lang string) (out []list.Option) {
	for _, l := range p.Levels {
		out = append(out, list.Option{Value: l.Code, Text: l.Code + " " + l.Name(lang)})
	}
	return out
}

func ofStoreNames(stores []models.Store, lang string) (out []list.Option) {
	for _, st := range stores {
		out = append(out, list.Option{Value: strconv.FormatInt(st.ID, 10), Text: models.NameIn(lang, st.NameZh, st.NameEn),
			Cond: "EXISTS (SELECT 1 FROM member_stores f WHERE f.member_id = m.id AND f.store_id = ?)", Args: []any{st.ID}})
	}
	return out
}

func ofPeople(people []Person) (out []list.Option) {
	for _, p := range people {
		out = append(out, list.Option{Value: strconv.FormatInt(p.ID, 10), Text: p.Name})
	}
	return out
}

func ofMonths() (out []list.Option) {
	for month := 1; month <= 12; month++ {
		n := strconv.Itoa(month)
		out = append(out, list.Option{Value: n, Text: n, Cond: "m.birth_month = ?", Args: []any{month}})
	}
	return out
}
