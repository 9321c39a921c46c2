package mutants

// Each line takes away what one promise rests on.
var mutants = []mutant{
	// The credit check.
	{"app/credit/apply.go", "secured_fen + ? <= ?\n\tAND unallocated_fen >= ?", "secured_fen + ? <= ? + 4000000000000000\n\tAND unallocated_fen >= ?",
		"app/orders", "TestConcurrentOrdersUseTheLimitExactly/sqlite", true},
	{"app/credit/apply.go", "secured_fen + ? <= ?`\n", "secured_fen + ? <= ? + 4000000000000000`\n", "app/orders", "TestConcurrentOrdersOfAGroupUseThePotExactly/sqlite", false},
	{"app/credit/apply.go", "\n\tAND (0 = ? OR terms_version = ?)", "\n\tAND (0 = ? OR terms_version >= ?)", "app/orders", "TestAnOldStandingApprovesNothing/sqlite", true},
	{"app/credit/apply.go", "return 1, g.Terms.TermsVersion, ceiling + g.ExtraGrants", "return 1, g.Terms.TermsVersion, ceiling + g.ExtraGrants - 1", "app/modeltest", "TestEditsUpAtOnceUseTheLimitExactly/sqlite", false},
	{"app/credit/apply.go", "closed_through_on < ?\n\tAND", "closed_through_on <= ?\n\tAND", "app/ledger", "TestClosedPeriodTakesNoPosting/sqlite", false},
	{"app/credit/apply.go", "AND unallocated_fen >= ? AND", "AND unallocated_fen >= ? - 4000000000000000 AND", "app/orders", "TestPrepaidShipsOnlyAfterTheMoneyCleared/sqlite", false},
	{"models/credit_decision.go", "if d.Request.Increase > 0 && d.Available < d.Request.Increase {", "if d.Request.Increase > 0 && d.Available <= d.Request.Increase {", "models", "TestExposureAgainstTheLimit", true},
	{"models/credit_terms.go", "agent += t.GrantsFen - t.StaleSecurity", "agent += t.GrantsFen", "app/credit", "TestWhatLapsesDoesSoAfterItsLastDay/sqlite", false},
	{"models/credit_terms.go", "l.ValidFromOn <= on &&", "true &&", "app/credit", "TestALimitThatBeginsLaterLeavesThePresentOne/sqlite", false},
	{"models/credit_decision.go", "if r.Settlement != SettlementEarly && t.LossFen > 0 {", "if false {", "app/orders", "TestALossNotRecoveredStopsCreditEverywhere/sqlite", false},
	{"models/credit_decision.go", "r.Settlement == SettlementImmediate && t.OverdueImmediateFen > 0", "false", "models", "TestEveryRule", false},
	{"app/credit/terms.go", "SET terms_version = terms_version + 1\")", "SET terms_version = terms_version\")", "app/standard", "TestHighLossProposesTheStricterLevelAndFinanceDecides/sqlite", false},

	// The life of an order.
	{"app/orders/confirm.go", "if err == nil && !kept {", "if kept && !kept {", "app/orders", "TestNobodyConfirmsAfterTheLockHasEnded/sqlite", false},
	{"app/orders/confirm.go", "if d.Outcome != models.OutcomeApprove {", "if false {", "app/orders", "TestALossNotRecoveredStopsCreditEverywhere/sqlite", false},
	{"app/orders/confirm.go", "Reserved: rest, Guard: guardOf(view, r)}", "Reserved: rest}", "app/modeltest", "TestReopeningAtOnceUsesTheLimitExactly/sqlite", false},
	{"app/orders/resize.go", "move.Guard = guardOf(view, r)", "", "app/modeltest", "TestEditsUpAtOnceUseTheLimitExactly/sqlite", false},
	{"app/orders/resize.go", "if err == nil && granted {", "if false {", "app/orders", "TestAGrantShrinksWithItsOrder/sqlite", false},
	{"app/orders/release.go", "if !granted {\n\t\treturn nil", "if true {\n\t\treturn nil", "app/orders", "TestReleasedHoldLivesOnAOneOffGrant/sqlite", false},
	{"app/orders/ship.go", "if extra <= 0 || d.planned >= d.gross {", "if true {", "app/orders", "TestActualWeightAboveTheReservationAsksForCredit/sqlite", false},
	{"app/orders/recheck.go", "if d.Outcome != models.OutcomeApprove {", "if d.Outcome == models.OutcomeReject {", "app/orders", "TestAHoldGoesThroughWhenItsCauseHasGone/payment/sqlite", false},
	{"app/orders/place.go", "if o.RequestSHA256 != in.fingerprint() {", "if false {", "app/orders", "TestSameKeyGivesTheSameOrder/sqlite", false},
	{"app/orders/store.go", "WHERE id = ? AND version = ?`", "WHERE id = ? AND version >= ? - 1000`", "app/modeltest", "TestTheCrowdOnOneOrder/sqlite", false},
	{"app/credit/terms.go", "const termsTries = 6", "const termsTries = 1", "app/modeltest", "TestALimitThatMovesUnderLoadIsKept/sqlite", false},

	// Receivables.
	{"app/receivables/settle.go", "BETWEEN CASE WHEN amount_fen < 0 THEN amount_fen ELSE 0 END", "BETWEEN -4000000000000000", "app/modeltest", "TestAllocationsAtOnceSettleAnItemOnce/sqlite", false},
	{"app/receivables/credit_note.go", "if taken+gross > inv.GrossFen {", "if false {", "app/modeltest", "TestCreditNotesAtOnceNeverExceedTheInvoice/sqlite", false},
	{"app/receivables/write_off.go", "case w.RequestedByID == who.ID:", "case false:", "app/receivables", "TestWriteOffsTakeTwoAndRecoveriesTheirDay/sqlite", false},
	{"app/receivables/ageing.go", "FROM allocations WHERE posting_on > ? AND %AGENT%`", "FROM allocations WHERE posting_on > ? AND 1 = 0 AND %AGENT%`", "app/receivables", "TestPastAgeingNeverChanges/sqlite", true},
	{"app/receivables/reverse.go", "AND state = 'posted' AND unallocated_fen = ?`", "AND unallocated_fen >= 0 * ?`", "app/modeltest", "TestABounceAtOnceWithItsAllocation/mariadb", false},
	{"app/receivables/allocate.go", "BusinessKey: allocationKey(r.ID, key)", "BusinessKey: allocationKey(r.ID, key+at.At.String()+r.UnallocatedFen.String())", "app/receivables", "TestARepeatedAllocationDoesNothing/sqlite", false},
	{"models/ageing.go", "if d <= bound {", "if d < bound {", "models", "TestBucketOf", true},
	{"models/money.go", "uint64(c)/2, 0)", "0, 0)", "models", "TestMulDiv", false},
	{"models/money.go", "parts[last] = rest", "parts[last] += 0", "models", "TestSplit", false},
	{"models/settlement_policy.go", "min(day, DaysInMonth(y, m))", "day", "models", "TestDueDates", false},
	{"models/allocation.go", "it.Discount > 0 && money >= net", "it.Discount > 0", "models", "TestDiscountOnlyWithFullPayment", false},

	// Statements, standard, numbers, jobs, proofs.
	{"app/statements/issue.go", "posting_on < ?`", "posting_on <= ?`", "app/statements", "TestStatementsContinueOver24Periods/sqlite", false},
	{"app/statements/issue.go", "return doc, agreesWithLast(q, agentID, doc)", "return doc, nil", "app/statements", "TestAnOpeningThatDisagreesIsNotIssued/sqlite", false},
	{"app/standard/evidence.go", "AND l.posting_on <= %HORIZON%", "AND l.posting_on <= date(%HORIZON%, '+9 years')", "app/standard", "TestLossesAfterTheLagDoNotCount/sqlite", false},
	{"models/credit_standard_steer.go", "case l.LowPPM > upper:", "case l.RatePPM > upper:", "models", "TestSteer", false},
	{"models/credit_standard_steer.go", "!changed.IsZero() && on < until", "false", "models", "TestCoolDownEndsOnTheDayItNames", false},
	{"models/loss_rate.go", "if e.LargestFen > e.LostFen-e.LargestFen {", "if false {", "models", "TestLossEvidence", false},
	{"app/db/numbers.go", "SET next_number = next_number + 1 WHERE", "SET next_number = next_number + 2 WHERE", "app/reports", "TestBooksOfAStoryAreClean/sqlite", false},
	{"jobs/store.go", "\" + ? WHERE job = ? AND owner = ? AND token = ?\"", "\" + ? WHERE job = ? AND owner = ? AND token >= ?\"", "jobs", "TestALostLeaseStopsTheRunAndItsFence/sqlite", false},
	{"jobs/store.go", "+\" OR owner = ?)\"", "+\" OR owner <> ?)\"", "jobs", "TestAManualRunIsRefusedWhileTheJobIsRunning/sqlite", false},
	{"app/orders/recheck.go", "if err := fence(tx); err != nil {", "if err := fence(tx); err != nil && false {", "jobs", "TestNoJobActsWithoutItsLease/sqlite", false},
	{"app/credit/lapse.go", "if err := fence(tx); err != nil {", "if err := fence(tx); err != nil && false {", "jobs", "TestNoJobActsWithoutItsLease/sqlite", false},
	{"app/receivables/receipt.go", "if err := fence(tx); err != nil {", "if err := fence(tx); err != nil && false {", "jobs", "TestNoJobActsWithoutItsLease/sqlite", false},
	{"app/db/queue.go", "if w.refused, err = q.member(w); err != nil {", "if w.refused, err = q.member(w); w.refused != nil {\n\t\t\tw.done <- w.refused\n\t\t}\n\t\tif err != nil {",
		"app/db", "TestARefusedTwinFindsTheFirst/sqlite", true},
	{"app/reports/check.go", "WHERE c.` + column + ` <> COALESCE(s.fen, 0)`", "WHERE 1 = 0`", "app/reports", "TestCheckNamesWhatWasTamperedWith/sqlite", false},
}
