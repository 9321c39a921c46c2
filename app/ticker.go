package app

import (
	"context"
	"sync"
	"time"

	"assay/app/catalog"
	"assay/app/web"
)

// ticker keeps the gold price of the top bar for tickerAge, so that pages do
// not ask for it.
func (a *App) ticker() func(ctx context.Context) *web.Ticker {
	var mu sync.Mutex
	var kept *web.Ticker
	var keptAt time.Time
	return func(ctx context.Context) *web.Ticker {
		mu.Lock()
		defer mu.Unlock()
		if now := a.Clock.Now(); now.Sub(keptAt) > tickerAge {
			t, ok, err := catalog.Lead(a.DB.Read(ctx))
			if err != nil {
				return kept
			}
			keptAt, kept = now, nil
			if ok {
				kept = &web.Ticker{NameZh: t.NameZh, NameEn: t.NameEn, Price: t.PerGramFen, Change: t.ChangeFen}
			}
		}
		return kept
	}
}
