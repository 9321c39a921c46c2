package settlement_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/settlement"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

func TestAPolicyIsAddedUsedAndRetired(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, ctx := apptest.NewBook(t, d), context.Background()
		s, who := b.Settlement, apptest.Manager
		good := models.SettlementPolicy{Code: "two-months", NameZh: "双月结", NameEn: "Two months", Months: 2, CutoffDay: 25, DaysToPay: 45, DiscountPPM: 20_000, DiscountDays: 10, HolidayShift: models.ShiftNext}
		p, err := s.AddPolicy(ctx, who, good)
		require.NoError(t, err)
		require.EqualValues(t, 1, p.Version)
		_, err = s.AddPolicy(ctx, who, good)
		require.Equal(t, models.KindInvalid, models.KindOf(err), "the code is taken")
		for field, change := range map[string]func(p *models.SettlementPolicy){
			"code":          func(p *models.SettlementPolicy) { p.Code = "" },
			"name_zh":       func(p *models.SettlementPolicy) { p.NameEn = " " },
			"months":        func(p *models.SettlementPolicy) { p.Months = 0 },
			"cutoff_day":    func(p *models.SettlementPolicy) { p.CutoffDay = 32 },
			"days_to_pay":   func(p *models.SettlementPolicy) { p.DaysToPay = 721 },
			"discount":      func(p *models.SettlementPolicy) { p.DiscountPPM = models.One/2 + 1 },
			"discount_days": func(p *models.SettlementPolicy) { p.DiscountDays = 46 },
			"holiday_shift": func(p *models.SettlementPolicy) { p.HolidayShift = "back" },
		} {
			bad := good
			change(&bad)
			_, err := s.AddPolicy(ctx, who, bad)
			var e *models.Error
			require.ErrorAs(t, err, &e, field)
			require.Equal(t, field, e.Field)
		}
		a := b.Agent("A1", 10)
		_, err = s.Assign(ctx, who, a.ID, p.ID, "x")
		require.NoError(t, err)
		require.Equal(t, models.KindConflict, models.KindOf(s.Retire(ctx, who, p.ID)), "an agent will be under it")
		require.Equal(t, models.KindConflict, models.KindOf(s.Retire(ctx, who, b.Policy["monthly"].ID)), "the agent still is")
		require.Equal(t, models.KindConflict, models.KindOf(s.Retire(ctx, who, b.Policy["early"].ID)))
		require.Equal(t, models.KindNotFound, models.KindOf(s.Retire(ctx, who, 999)))
		b.Clock.Set("2026-07-01")
		require.NoError(t, s.Retire(ctx, who, b.Policy["monthly"].ID))
		require.Equal(t, models.KindConflict, models.KindOf(s.Retire(ctx, who, b.Policy["monthly"].ID)))
		_, err = s.Assign(ctx, who, a.ID, b.Policy["monthly"].ID, "x")
		require.Equal(t, models.KindInvalid, models.KindOf(err), "retired")
		again := models.SettlementPolicy{Code: "monthly", NameZh: "月结", NameEn: "Monthly", Months: 1, CutoffDay: 31, DaysToPay: 15, HolidayShift: models.ShiftNone}
		again, err = s.AddPolicy(ctx, who, again)
		require.NoError(t, err)
		require.EqualValues(t, 2, again.Version)
		all, err := settlement.AllPolicies(d.Read(ctx), b.Moment().On)
		require.NoError(t, err)
		require.Len(t, all, 8)
		require.NotNil(t, all[7].RetiredAt)
	})
}

func TestHolidaysAreAddedOnceAndRemoved(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, ctx := apptest.NewBook(t, d), context.Background()
		s, who := b.Settlement, apptest.Manager
		day := models.MustDate("2026-10-01")
		require.NoError(t, s.AddHoliday(ctx, who, settlement.Holiday{DayOn: day, Kind: "off", Name: "国庆节"}))
		for name, h := range map[string]settlement.Holiday{"twice": {DayOn: day, Kind: "work", Name: "x"}, "no day": {Kind: "off", Name: "x"},
			"no kind": {DayOn: day + 1, Name: "x"}, "no name": {DayOn: day + 1, Kind: "off"}} {
			require.Equal(t, models.KindInvalid, models.KindOf(s.AddHoliday(ctx, who, h)), name)
		}
		h, err := settlement.Holidays(d.Read(ctx))
		require.NoError(t, err)
		require.False(t, h.IsBusinessDay(day))
		require.NoError(t, s.RemoveHoliday(ctx, who, day))
		require.Equal(t, models.KindNotFound, models.KindOf(s.RemoveHoliday(ctx, who, day)))
	})
}
