package search

import (
	"assay/app/db"
	"assay/app/web"
)

// How many hits of each sort are shown while somebody types, and on the page.
const (
	whileTyping = 5
	onPage      = 20
)

// Pages are the search of the top bar and its page.
type Pages struct{ DB *db.DB }

type resultPage struct {
	Result
	Each int
}

// Show is everything that was found for the text in the query. Whoever types
// asks for the best of it alone, to be shown below the box; whoever types an
// agent into a form, for agents to choose from.
func (p Pages) Show(c *web.Ctx) error {
	page := web.Page{Title: c.T("search.title"), Find: c.Value("q")}
	each := onPage
	if c.Get("X-Refresh") != "" {
		page.Layout, each = "suggestions", whileTyping
	}
	var only []Noun
	if c.Value("of") == string(Agents) {
		only = []Noun{Agents}
		if page.Layout != "" {
			page.Layout = "choices"
		}
	}
	leave, err := c.Enter(web.Searches)
	if err != nil {
		return err
	}
	defer leave()
	found, err := Find(p.DB.Read(c.UserContext()), c.Actor, page.Find, each, only...)
	if err != nil {
		return err
	}
	page.Find, page.Data = found.Query.Text, resultPage{found, each}
	return c.OK("search/index", page)
}
