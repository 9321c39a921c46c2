package app_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/policy"
	"assay/models"
)

// typedForm is every field of a draft as its form sends it.
func typedForm(body models.PolicyBody) map[string]string {
	form := map[string]string{}
	for _, f := range models.FieldsOf(body) {
		if text := f.Text(); f.Unit != models.UnitFlag || text != "" {
			form["f."+f.Path] = text
		}
	}
	return form
}

// Every field of every policy that cannot be read is told at its place, all of
// them at once, with what was typed; the rest of the form stays as it was typed.
func TestWrongValuesOfPoliciesAreToldAtTheirFields(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		fin := visit(t, a, models.RoleFinance)
		for _, kind := range models.PolicyKinds() {
			id, err := a.Policies.Draft(context.Background(), apptest.Finance, kind, models.SegmentAll, 0)
			require.NoError(t, err)
			v, err := policy.ByID(b.DB.Read(context.Background()), id)
			require.NoError(t, err)
			body, err := models.DecodePolicy(kind, v.Body)
			require.NoError(t, err)
			form, wrong := typedForm(body), []string{}
			for _, f := range models.FieldsOf(body) {
				switch f.Unit {
				case models.UnitFlag, models.UnitText, models.UnitSegment:
				default:
					if !f.Off {
						form["f."+f.Path] = "x" + f.Path
						wrong = append(wrong, f.Path)
					}
				}
			}
			page := fmt.Sprintf("/finance/policies/%d", id)
			r := fin.Post(page, pairsOf(form, "edit", "1")...)
			require.Equal(t, 422, r.Status, kind)
			for _, path := range wrong {
				says(t, r.Body, `id="e-`+path+`"`)
				require.True(t, regexp.MustCompile(`id="f-`+regexp.QuoteMeta(path)+`"[^>]* aria-invalid="true"`).MatchString(r.Body), "%s %s", kind, path)
				says(t, r.Body, "“x"+path+"”")
			}
			for _, f := range models.FieldsOf(body) {
				if f.Unit == models.UnitNumber && !f.Off {
					says(t, r.Body, `value="x`+f.Path+`"`)
				}
			}
		}
	})
}

// says looks for a text on a page without printing the page.
func says(t *testing.T, page, want string) {
	t.Helper()
	require.True(t, strings.Contains(page, want), want)
}

func pairsOf(form map[string]string, more ...string) []string {
	for k, v := range form {
		more = append(more, k, v)
	}
	return more
}

// A value that can be read and breaks a rule is told at its field too, and what
// was typed beside it stays, also what was ticked off.
func TestBrokenRulesOfPoliciesAreToldAtTheirFields(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		ctx := context.Background()
		fin := visit(t, a, models.RoleFinance)
		draft := func(kind models.PolicyKind) (string, map[string]string) {
			id, err := a.Policies.Draft(ctx, apptest.Finance, kind, models.SegmentAll, 0)
			require.NoError(t, err)
			v, err := policy.ByID(b.DB.Read(ctx), id)
			require.NoError(t, err)
			body, err := models.DecodePolicy(kind, v.Body)
			require.NoError(t, err)
			return fmt.Sprintf("/finance/policies/%d", id), typedForm(body)
		}
		for _, c := range []struct {
			kind              models.PolicyKind
			field, typed, say string
		}{
			{models.PolicyStandard, "levels.normal.multiplier", "50", "Normal · Limit multiplier, “50”: The level Normal must be looser than the one before"},
			{models.PolicyStandard, "levels.loose.deposit", "10", "Loose · Deposit share, “10”: The level Loose must be looser than the one before"},
			{models.PolicyStandard, "loosen_cooldown_days", "60", "“60”: Loosening must cool down longer than tightening"},
			{models.PolicyStandard, "loosen_cooldown_days", "1441", "“1441”: Must lie between 0 and 1,440"},
			{models.PolicyStandard, "ceiling", "strict", "“Normal”: The first level must lie between the strictest and the loosest"},
			{models.PolicyStandard, "mode", "automatic", "Automatic moves need a bound on their reach"},
			{models.PolicyLimits, "step", "0", "“0”: "},
			{models.PolicyLimits, "review_months", "0", "“0”: Must lie between 1 and 36"},
			{models.PolicyBlocking, "rules.0.scope", "nobody", "“nobody”: Enter all, agent:CODE or group:CODE"},
			{models.PolicyBlocking, "rules.0.scope", "agent:NONE", "“agent:NONE”: "},
			{models.PolicyProvision, "rows.0.segment", "x", "“x”: "},
			{models.PolicyTiers, "levels.1.from", "0", "“0”: Bounds must rise"},
		} {
			page, form := draft(c.kind)
			form["f."+c.field] = c.typed
			r := fin.Post(page, pairsOf(form, "edit", "1")...)
			require.Equal(t, 422, r.Status, "%s %s", c.kind, c.field)
			says(t, r.Body, c.say)
			says(t, r.Body, `class="error" id="e-`)
		}

		page, form := draft(models.PolicyApproval)
		delete(form, "f.rows.0.second_person")
		form["f.rows.0.up_to"] = "much"
		r := fin.Post(page, pairsOf(form, "edit", "1")...)
		require.Equal(t, 422, r.Status)
		require.False(t, regexp.MustCompile(`id="f-rows\.0\.second_person"[^>]* checked`).MatchString(r.Body), "what was ticked off stays so")
		says(t, r.Body, `value="much"`)

		page, _ = draft(models.PolicyStandard)
		manager := visit(t, a, models.RoleFinanceManager)
		for manager.User.ID == apptest.Finance.ID { // who drafted it
			manager = visit(t, a, models.RoleFinanceManager)
		}
		r = manager.Post(page+"/approval", "effective_on", "2026-01-02", "reason", "as discussed", "sha256", "x")
		require.Equal(t, 422, r.Status)
		says(t, r.Body, "2026-01-02 has passed; choose "+b.Moment().On.String()+" or later")
		says(t, r.Body, `value="2026-01-02"`)
		says(t, r.Body, `value="as discussed"`)
	})
}
