package papers

import (
	"assay/app/list"
	"assay/app/web"
)

// List is an agent's invoices, credit notes and receipts.
func (s *Service) List(c *web.Ctx) error { return list.Alone(c, s.DB, Documents(c.Actor, c.Today())) }
