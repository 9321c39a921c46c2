package ledger

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"assay/models"
)

// perAgent are the accounts that have a sub-account for each agent.
var perAgent = []models.Account{models.AccountReceivable, models.AccountUnallocated, models.AccountDeposits}

// name is an account in the tree that hledger and beancount share.
type name string

// outside are the accounts' places in that tree; its five roots are fixed by
// beancount.
var outside = map[models.Account]name{
	models.AccountBank:        "Assets:Bank",
	models.AccountReceivable:  "Assets:Receivable",
	models.AccountAllowance:   "Assets:Allowance-Credit-Loss",
	models.AccountUnallocated: "Liabilities:Unallocated-Receipts",
	models.AccountDeposits:    "Liabilities:Deposits",
	models.AccountOutputVAT:   "Liabilities:Output-VAT",
	models.AccountOpening:     "Equity:Opening-Balances",
	models.AccountRevenue:     "Income:Revenue",
	models.AccountReturns:     "Income:Sales-Returns",
	models.AccountDiscounts:   "Income:Discounts",
	models.AccountInterest:    "Income:Interest",
	models.AccountRecoveries:  "Income:Recoveries",
	models.AccountBadDebt:     "Expenses:Bad-Debt",
	models.AccountRounding:    "Expenses:Rounding",
}

func nameOf(a models.Account, agentID int64, code string) name {
	n, ok := outside[a]
	if !ok {
		n = name("Equity:" + component(string(a), 0))
	}
	if !slices.Contains(perAgent, a) {
		return n
	}
	return n + name(":"+component(code, agentID))
}

var (
	plainComponent = regexp.MustCompile(`^[A-Z0-9][A-Za-z0-9-]*$`)
	notInComponent = regexp.MustCompile(`[^A-Za-z0-9]+`)
)

// component is an agent's code as a part of an account name. A code that
// beancount would not take is cleaned and marked with the id after a double
// dash, which no clean code contains: two agents never share an account.
func component(code string, id int64) string {
	if plainComponent.MatchString(code) && !strings.Contains(code, "--") {
		return code
	}
	clean := strings.Trim(notInComponent.ReplaceAllString(code, "-"), "-")
	if clean == "" {
		clean = "Agent"
	}
	return strings.ToUpper(clean[:1]) + clean[1:] + "--" + strconv.FormatInt(id, 10)
}

// oneLine keeps a text from breaking out of its line or its tag.
var oneLine = strings.NewReplacer("\n", " ", "\r", " ", "\t", " ", ";", " ", "|", " ", ",", " ", "\"", "'", "\\", "/", "(", " ", ")", " ")
