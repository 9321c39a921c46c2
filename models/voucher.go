package models

import (
	"crypto/sha256"
	"encoding/base32"
	"time"
)

// VoucherSource is what a coupon was issued for.
type VoucherSource string

// By hand with a reason, for a tier that was reached, a birthday, in a package.
const (
	VoucherByHand   VoucherSource = "hand"
	VoucherOnTier   VoucherSource = "tier"
	VoucherBirthday VoucherSource = "birthday"
	VoucherPackaged VoucherSource = "package"
)

// VoucherSources lists them in the order pages show them.
func VoucherSources() []VoucherSource {
	return []VoucherSource{VoucherByHand, VoucherOnTier, VoucherBirthday, VoucherPackaged}
}

// Voucher is a coupon in a member's hand: the terms that it was issued with, its
// number, and its days. It is open until it is used or cancelled.
type Voucher struct {
	ID            int64
	Number        string
	MemberID      int64
	StoreID       *int64
	Perk          `gorm:"embedded"`
	Source        VoucherSource
	PackageID     *int64
	PolicyVersion int64
	FromOn        Date
	UntilOn       Date
	UsedOn        Date
	CancelledOn   Date
	Reason        string
	RequestKey    string
	IssuedBy      string
	IssuedByID    int64
	IssuedAt      time.Time
}

// VoucherNumber is what a coupon is called at the counter: it follows from the
// key of its issue, so that nobody waits for the next number.
func VoucherNumber(requestKey string) string {
	sum := sha256.Sum256([]byte(requestKey))
	return "V" + base32.StdEncoding.EncodeToString(sum[:])[:10]
}

// HeldPerk is the coupon as a perk to choose.
func (v Voucher) HeldPerk() HeldPerk {
	o := HeldPerk{Perk: v.Perk, Key: v.Number, VoucherID: v.ID, From: v.FromOn, Until: v.UntilOn, PerYear: 1}
	if !v.UsedOn.IsZero() || !v.CancelledOn.IsZero() {
		o.Used = 1
	}
	return o
}

// PerkUse is one use of a perk, with a sale, in a case or handed over. Seat is
// its place among the uses of a benefit in the year, which no two have; nil for
// a coupon, and when the use came back.
type PerkUse struct {
	ID            int64
	MemberID      int64
	StoreID       int64
	Tier          string
	Code          string
	NameZh        string
	NameEn        string
	Kind          PerkKind
	VoucherID     *int64
	PolicyVersion int64
	SlipID        *int64
	CaseID        *int64
	UsedOn        Date
	Year          int
	Seat          *int
	OffFen        Money
	Points        int64
	CostFen       Money
	ReversedOn    Date
	Note          string
	RequestKey    string
	EnteredBy     string
	EnteredByID   int64
	EnteredAt     time.Time
}

// Name is the perk's name in a language.
func (u PerkUse) Name(lang string) string { return NameIn(lang, u.NameZh, u.NameEn) }

// FreeSeat is the lowest place that nobody has, from 1.
func FreeSeat(taken []int) int {
	has := make(map[int]bool, len(taken))
	for _, n := range taken {
		has[n] = true
	}
	seat := 1
	for has[seat] {
		seat++
	}
	return seat
}

// BoughtPackage is a package that a member bought: its own record of a sale,
// beside the slips.
type BoughtPackage struct {
	ID            int64
	Number        string
	MemberID      int64
	StoreID       int64
	Code          string
	NameZh        string
	NameEn        string
	Interest      string
	PriceFen      Money
	Payment       string
	Points        int64
	PolicyVersion int64
	FromOn        Date
	UntilOn       Date
	CancelledOn   Date
	CancelledBy   string
	Reason        string
	RequestKey    string
	EnteredBy     string
	EnteredByID   int64
	EnteredAt     time.Time
}

// Name is the package's name in a language.
func (p BoughtPackage) Name(lang string) string { return NameIn(lang, p.NameZh, p.NameEn) }

// TableName is perk_vouchers.
func (Voucher) TableName() string { return "perk_vouchers" }

// TableName is perk_packages.
func (BoughtPackage) TableName() string { return "perk_packages" }
