package review

import (
	"assay/app/list"
	"assay/app/web"
)

// FinancePages are the promises to pay.
type FinancePages struct{ *Service }

// Promises is the list of promises.
func (p FinancePages) Promises(c *web.Ctx) error { return list.Alone(c, p.DB, PromiseList()) }
