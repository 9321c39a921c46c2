package app

import "assay/app/web"

// terms are the words of the trade that the help explains, in its order; the
// catalogue holds what each means and how it is computed.
var terms = []string{"credit_limit", "temporary_limit", "available", "exposure", "used", "reserved", "utilisation", "pot", "deposit", "hold",
	"standard", "loss_rate", "norm_band", "settlement_period", "overdue", "ageing", "dso", "allocation", "unallocated", "credit_note", "write_off",
	"statement", "period_close", "list_price", "price_lock", "actual_weight"}

// helpKeys are the keys that work everywhere, and what they do.
var helpKeys = [][2]string{{"/", "help.key_search"}, {"Esc", "help.key_escape"}, {"↑ ↓ Enter", "help.key_grid"}, {"Ctrl + Enter", "help.key_submit"}}

// Help explains the terms and the keyboard.
func (p pages) Help(c *web.Ctx) error {
	return c.OK("help/index", web.Page{Title: c.T("help.title"), Data: struct {
		Terms []string
		Keys  [][2]string
	}{terms, helpKeys}})
}
