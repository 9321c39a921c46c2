package models

import (
	"slices"
	"strings"
)

// Apply is the case after an entry, or what keeps the entry from being made. A
// confirmed entry has its questions answered with yes. What is over takes notes
// only; a complaint may be opened again within the policy's days.
func (c Case) Apply(e CaseEntry, p CarePolicy, at Moment, confirmed bool) (Case, error) {
	if err := CheckLengths(Length{"note", e.Note, 1000}, Length{"name", e.Name, 60}); err != nil {
		return c, err
	}
	if e.Act == CaseMoved {
		return c.move(e, p, at)
	}
	if c.Stage.Ended() && e.Act != CaseNoted {
		return c, Conflict("error.case_over")
	}
	if !slices.Contains(CaseActs(c.Kind), e.Act) {
		return c, Invalid("act", "error.choice_unknown")
	}
	switch e.Act {
	case CaseQuoted, CasePaid, CaseCharged:
		return c.money(e)
	case CaseWeighed:
		return c.weigh(e, p, confirmed)
	}
	return c.say(e, at)
}

// say takes an entry without figures.
func (c Case) say(e CaseEntry, at Moment) (Case, error) {
	switch e.Act {
	case CaseNoted:
		if strings.TrimSpace(e.Note) == "" {
			return c, Invalid("note", "error.value_required")
		}
	case CaseAgreed:
		if strings.TrimSpace(e.Name) == "" {
			return c, Invalid("name", "error.value_required")
		}
		if c.QuoteFen == 0 {
			return c, Invalid("name", "error.case_quote_first")
		}
		c.AgreedOn, c.AgreedBy = at.On, e.Name
	case CasePictured:
		if e.FileID == nil {
			return c, Invalid("paper", "error.file_missing")
		}
		c.Drawings++
	case CasePromised:
		if e.Day.IsZero() || e.Day < at.On {
			return c, Invalid("promised_on", "error.date_in_past")
		}
		if err := checkHour(e.Hour, e.Day); err != nil {
			return c, err
		}
		c.PromisedOn, c.PromisedAt = e.Day, e.Hour
	case CaseHanded:
		if e.OwnerID == nil {
			return c, Invalid("owner", "error.value_required")
		}
		c.OwnerID = e.OwnerID
	}
	return c, nil
}

// money takes a quote, which a new agreement must follow, the final price, or
// what is paid down or back.
func (c Case) money(e CaseEntry) (Case, error) {
	switch {
	case e.AmountFen > MaxMoney || e.AmountFen < -MaxMoney:
		return c, Invalid("amount", "error.amount_out_of_range")
	case e.Act == CaseQuoted && e.AmountFen <= 0, e.Act == CaseCharged && e.AmountFen < 0, e.Act == CasePaid && e.AmountFen == 0:
		return c, Invalid("amount", "error.amount_positive")
	case e.Act == CaseQuoted:
		c.QuoteFen, c.AgreedOn, c.AgreedBy = e.AmountFen, 0, ""
	case e.Act == CaseCharged:
		c.ChargeFen = e.AmountFen
	case c.DepositFen+e.AmountFen < 0:
		return c, Invalid("amount", "error.case_deposit_back").With("Amount", c.DepositFen)
	case c.DepositFen+e.AmountFen > max(c.QuoteFen, c.ChargeFen):
		return c, Invalid("amount", "error.case_deposit_above").With("Amount", max(c.QuoteFen, c.ChargeFen))
	default:
		c.DepositFen += e.AmountFen
	}
	return c, nil
}

// weigh takes the weight as it leaves. Lighter by more than the policy lets pass
// is asked about, and wants a note.
func (c Case) weigh(e CaseEntry, p CarePolicy, confirmed bool) (Case, error) {
	if e.WeightMg <= 0 || e.WeightMg > mostWeight {
		return c, Invalid("weight", "error.not_a_weight")
	}
	c.WeightOutMg = e.WeightMg
	switch lost := c.LostMg(); {
	case lost <= p.LossMg:
	case strings.TrimSpace(e.Note) == "":
		return c, Invalid("note", "error.case_weight_note").With("Weight", lost)
	case !confirmed:
		return c, asking("weight", "error.case_weight_lost").With("Weight", lost)
	}
	return c, nil
}

// move takes the case to another stage, when what the stage stands on is there.
func (c Case) move(e CaseEntry, p CarePolicy, at Moment) (Case, error) {
	if !slices.Contains(c.Next(), e.Stage) {
		return c, Conflict("error.case_way").With("From", string(c.Stage)).With("To", string(e.Stage))
	}
	if c.Stage == StageClosed && at.On > c.ClosedOn.AddDays(p.ReopenDays) {
		return c, Conflict("error.case_reopen").With("Days", p.ReopenDays)
	}
	if (c.Kind == CaseComplaint || e.Stage == StageCancelled) && strings.TrimSpace(e.Note) == "" {
		return c, Invalid("note", "error.case_say_what")
	}
	if err := c.ready(e, p); err != nil {
		return c, err
	}
	if e.Stage == StageReturned || e.Stage == StageDelivered {
		c.HandedTo = e.Name
	}
	c.tick(e.Stage, p, at)
	c.Stage, c.ClosedOn = e.Stage, 0
	if e.Stage.Ended() {
		c.ClosedOn = at.On
	}
	return c, nil
}

// tick stops the clocks of a complaint, or starts them again.
func (c *Case) tick(to CaseStage, p CarePolicy, at Moment) {
	if c.Kind != CaseComplaint {
		return
	}
	if to == StageOpen {
		c.startClocks(p, at)
		return
	}
	if c.RepliedAt == nil {
		c.RepliedAt = &at.At
	}
	if to == StageSolved {
		c.SolvedAt = &at.At
	}
}

// ready refuses a stage while what it stands on is missing: each rule names the
// act that mends it.
func (c Case) ready(e CaseEntry, p CarePolicy) error {
	missing := func(message string) error { return Conflict(message) }
	switch e.Stage {
	case StageWorking:
		if c.QuoteFen > 0 && c.AgreedOn.IsZero() {
			return missing("error.case_agree_first")
		}
	case StageReady:
		if c.WeightInMg > 0 && c.WeightOutMg == 0 {
			return missing("error.case_weigh_first")
		}
	case StageQuoted:
		if c.Drawings == 0 || c.QuoteFen == 0 {
			return missing("error.case_drawing_first")
		}
	case StageAgreed:
		if c.AgreedOn.IsZero() {
			return missing("error.case_agree_first")
		}
		if due := p.Deposit(c.QuoteFen); c.DepositFen < due {
			return Conflict("error.case_deposit_first").With("Amount", due)
		}
	case StageFinished:
		if c.WeightOutMg == 0 || c.ChargeFen == 0 {
			return missing("error.case_final_first")
		}
	case StageReturned, StageDelivered:
		if strings.TrimSpace(e.Name) == "" {
			return Invalid("name", "error.case_sign")
		}
		if c.DepositFen > c.ChargeFen {
			return missing("error.case_deposit_settle")
		}
	case StageCancelled:
		if c.DepositFen != c.ChargeFen {
			return missing("error.case_deposit_settle")
		}
	}
	return nil
}
