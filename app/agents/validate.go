package agents

import (
	"fmt"
	"slices"
	"strings"

	"assay/app/pinyin"
	"assay/models"
)

// validateTexts checks that the texts fit and the people make sense. Fields of
// the lists are named contacts.0.name, as forms number them.
func (r Registration) validateTexts() error {
	a := r.Agent
	if !pinyin.Fits(a.NameZh) {
		return models.Invalid("name_zh", "error.value_too_long").With("Max", pinyin.Max/6)
	}
	err := models.CheckLengths(models.Length{Field: "name_zh", Value: a.NameZh, Max: 160}, models.Length{Field: "name_en", Value: a.NameEn, Max: 160},
		models.Length{Field: "address", Value: a.Address, Max: 300}, models.Length{Field: "tax_no", Value: a.TaxNo, Max: 40},
		models.Length{Field: "licence_no", Value: a.LicenceNo, Max: 60}, models.Length{Field: "contract_no", Value: a.ContractNo, Max: 60})
	for i, c := range r.Contacts {
		if err == nil {
			err = validContact(fmt.Sprintf("contacts.%d.", i), c)
		}
	}
	for i, b := range r.Banks {
		if err == nil {
			err = validBank(fmt.Sprintf("banks.%d.", i), b)
		}
	}
	return err
}

// longestMonth is the last day of each solar month in a leap year; a lunar
// month has 30 days at most.
var longestMonth = [13]int{1: 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

func validContact(field string, c models.AgentContact) error {
	if strings.TrimSpace(c.Name) == "" {
		return models.Invalid(field+"name", "error.name_required")
	}
	last := 30
	if c.BirthdayKind != "lunar" && c.BirthdayMonth >= 1 && c.BirthdayMonth <= 12 {
		last = longestMonth[c.BirthdayMonth]
	}
	none := c.BirthdayKind == "" && c.BirthdayMonth == 0 && c.BirthdayDay == 0
	known := c.BirthdayKind == "solar" || c.BirthdayKind == "lunar"
	if !none && (!known || c.BirthdayMonth < 1 || c.BirthdayMonth > 12 || c.BirthdayDay < 1 || c.BirthdayDay > last) {
		return models.Invalid(field+"birthday", "error.birthday")
	}
	if c.Role != "" && !slices.Contains(models.ContactRoles, c.Role) {
		return models.Invalid(field+"role", "error.contact_role_unknown")
	}
	if err := models.CheckEmail(field+"email", c.Email); err != nil {
		return err
	}
	return models.CheckLengths(models.Length{Field: field + "name", Value: c.Name, Max: 80},
		models.Length{Field: field + "phone", Value: c.Phone, Max: 40}, models.Length{Field: field + "email", Value: c.Email, Max: 160},
		models.Length{Field: field + "wecom", Value: c.WecomID, Max: 80})
}

func validBank(field string, b models.AgentBankAccount) error {
	if strings.TrimSpace(b.Bank) == "" {
		return models.Invalid(field+"bank", "error.value_required")
	}
	if strings.TrimSpace(b.AccountNo) == "" {
		return models.Invalid(field+"account_no", "error.value_required")
	}
	return models.CheckLengths(models.Length{Field: field + "bank", Value: b.Bank, Max: 120}, models.Length{Field: field + "account_no", Value: b.AccountNo, Max: 64},
		models.Length{Field: field + "holder", Value: b.Holder, Max: 160})
}
