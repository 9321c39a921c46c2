package insight

import (
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"assay/app/web"
	"assay/models"
	"assay/models/loyalty"
)

// fitView is a kept fit as a page shows it.
type fitView struct {
	KeptFit
	Region     models.Region // empty for the brand
	InUse      bool
	Params     []param
	Log        string // log-likelihoods of both models
	Tried      loyalty.Tried
	Off        models.Rate // the try-out's total beside what came
	Unreliable string      // why nobody is valued by it
}

// param is a parameter with its standard error, empty where there is none.
type param struct{ Name, Value, Error string }

type valuePage struct {
	Policy models.ValuePolicy
	Fits   []fitView
	Total  models.Money
	Valued int64
}

// Value is how members are valued: the fits in use and what they were worth on
// days held back.
func (p Pages) Value(c *web.Ctx) error {
	q, scope := p.DB.Read(c.UserContext()), c.Actor.Scope(models.InsightRead)
	terms, err := TermsOn(q, c.Today())
	if err != nil {
		return err
	}
	data := valuePage{Policy: terms.Policy}
	if data.Fits, err = fitViews(q, scope, terms.Policy); err != nil {
		return err
	}
	if data.Valued, data.Total, err = ValueOf(q, scope); err != nil {
		return err
	}
	return c.OK("insight/value", web.Page{Title: c.T("nav.member_value"), Data: data})
}

// fitViews are the brand's fit and those of the regions inside a scope.
func fitViews(q *gorm.DB, scope models.Scope, p models.ValuePolicy) (out []fitView, err error) {
	fits, err := LatestFits(q)
	if err != nil {
		return nil, err
	}
	regions, err := regionsOf(q, scope)
	if err != nil {
		return nil, err
	}
	byID := map[int64]models.Region{0: {}}
	for _, r := range regions {
		byID[r.ID] = r
	}
	for _, k := range fits {
		region, inside := byID[k.RegionID]
		if !inside {
			continue
		}
		v := fitView{KeptFit: k, Region: region}
		if err := v.read(p); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// read unfolds what is kept.
func (v *fitView) read(p models.ValuePolicy) error {
	f, err := loyalty.FitOf(v.Fit)
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(v.KeptFit.Tried), &v.Tried); err != nil {
		return err
	}
	m, e, s, se := f.Purchases.Model, f.Purchases.Errors, f.Spend.Model, f.Spend.Errors
	v.Params = []param{show("r", m.R, e.R), show("α", m.Alpha, e.Alpha), show("a", m.A, e.A), show("b", m.B, e.B), show("p", s.P, se.P), show("q", s.Q, se.Q), show("v", s.V/100, se.V/100)}
	v.Log = fmt.Sprintf("%.1f / %.1f", f.Purchases.LogLikelihood, f.Spend.LogLikelihood)
	v.Off = models.PartOf(v.Tried.Predicted-v.Tried.Actual, v.Tried.Actual)
	switch {
	case f.Purchases.Evidence != loyalty.EvidenceSound:
		v.Unreliable = string(f.Purchases.Evidence)
	case f.Spend.Evidence != loyalty.EvidenceSound:
		v.Unreliable = string(f.Spend.Evidence)
	case v.RegionID != 0 && v.Repeat < int64(p.MinRepeat):
		v.Unreliable = "brand"
	}
	v.InUse = v.Unreliable == ""
	return nil
}

// show is a parameter for eyes.
func show(name string, value, wrong any) param {
	x := param{Name: name, Value: fmt.Sprintf("%.4g", value)}
	if text := fmt.Sprintf("%.2g", wrong); text != "0" {
		x.Error = "± " + text
	}
	return x
}
