// Package offers knows what to offer to a member, and why: what others who
// bought the same bought, too; what is of the member's taste; what is due for
// care. It counts the articles each night, and tries its own rules on days that
// it holds back, so that a page can say whether they are better than naming
// what sells most.
package offers

import (
	"time"

	"assay/app/db"
	"assay/models"
	"assay/models/loyalty"
)

// Service counts what is sold together.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// What is counted: the sales of so many months, of the articles that are sold
// most and were sold within a year.
const (
	windowMonths = 24
	freshMonths  = 12
	mostArticles = 2_000
)

// Article is something that is sold, with how many members bought it in the
// window and its usual price on the tag. It is known by its code, without one by
// its name.
type Article struct {
	ID       int64
	Article  string
	Name     string
	Category string
	Buyers   int64
	Pieces   int64
	TagFen   models.Money
	LastOn   models.Date
}

// TableName is offer_articles.
func (Article) TableName() string { return "offer_articles" }

// Link leads from an article to one that members bought, too.
type Link struct {
	ArticleID  int64
	OtherID    int64
	BothBuyers int64
}

// TableName is offer_links.
func (Link) TableName() string { return "offer_links" }

// KeptTrial is how the rules did on days that were held back.
type KeptTrial struct {
	TriedOn         models.Date `gorm:"primaryKey"`
	CountedArticles int64
	CountedBuyers   int64
	Tried           string
	TriedAt         time.Time
}

// TableName is offer_trials.
func (KeptTrial) TableName() string { return "offer_trials" }

// Counted is what a night found.
type Counted struct {
	Articles []Article
	Links    []Link
	Buyers   int64
	Tried    loyalty.SuggestTried
}
