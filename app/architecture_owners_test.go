package app_test

// owners says which package writes which table; whoever else wants a row
// changed calls a step of the owner.
var owners = map[string]string{
	"app/agents":      "regions agents agent_past agent_grades agent_contacts agent_bank_accounts agent_status_changes stores store_people",
	"app/audit":       "audit_entries audit_seals",
	"app/auth":        "users user_grants sessions recovery_codes sign_in_attempts api_tokens",
	"app/backtest":    "settlement_comparisons",
	"app/care":        "care_cases care_entries care_files",
	"app/catalog":     "metals metal_prices products pictures price_lists price_list_items",
	"app/credit":      "credit_groups credit_accounts grade_limits credit_limits credit_blocks credit_securities credit_grants reservations credit_decisions security_papers security_requests",
	"app/db":          "number_series idempotency_keys",
	"app/imports":     "imports",
	"app/insight":     "member_facts member_touches member_segments member_months rfm_nights clv_fits",
	"app/ledger":      "journal_entries journal_lines period_closings ledger_days ledger_waiting",
	"app/limits":      "limit_batches limit_proposals",
	"app/list":        "saved_views",
	"app/loyalty":     "member_accounts growth_entries point_lots point_entries redemptions tier_moves sales_slips slip_lines slip_refunds slip_refund_lines member_grants",
	"app/members":     "members member_stores member_consents member_events member_merges",
	"app/offers":      "offer_articles offer_links offer_trials",
	"app/orders":      "orders order_lines order_events order_holds order_overrides shipments shipment_lines",
	"app/papers":      "issued_papers",
	"app/policy":      "policy_versions policy_editors policy_simulations",
	"app/provision":   "provisions provision_rolls",
	"app/receivables": "invoices invoice_lines credit_notes open_items due_balances receipts allocations write_offs recoveries allowances disputes",
	"app/reports":     "figure_months agent_months region_months",
	"app/review":      "agent_scores agent_facts payment_promises agent_watch",
	"app/runs":        "job_runs run_requests run_files run_faults",
	"app/search":      "search_terms search_payers settings",
	"app/settlement":  "settlement_policies settlement_terms holidays",
	"app/standard":    "standard_states standard_runs standard_proposals standard_changes",
	"app/statements":  "statements",
	"app/voice":       "member_links surveys",
	"jobs":            "job_leases",
}

// seeds are tables that only a company's first day fills: a made-up company and the test kit write them by themselves.
var seeds = map[string]string{
	"app/demo":    "regions metals products price_lists price_list_items stores credit_groups grade_limits holidays settings",
	"app/apptest": "regions metals products credit_groups",
	"app/bench":   "stores members member_accounts member_stores member_consents sales_slips slip_lines regions metals products agents agent_contacts number_series settlement_terms invoices open_items due_balances receipts allocations journal_entries journal_lines orders credit_decisions reservations credit_accounts credit_limits statements idempotency_keys ledger_waiting search_payers bench_months bench_days bench_numbers floor_credit floor_order floor_line floor_ledger",
}

// tableOf is the table of a stored struct whose name is not the plural.
var tableOf = map[string]string{
	"APIToken":       "api_tokens",
	"Article":        "offer_articles",
	"Asked":          "run_requests",
	"Case":           "care_cases",
	"CaseEntry":      "care_entries",
	"CaseFile":       "care_files",
	"DecisionRow":    "credit_decisions",
	"KeptComparison": "settlement_comparisons",
	"KeptFit":        "clv_fits",
	"KeptTrial":      "offer_trials",
	"Link":           "offer_links",
	"LimitBatch":     "limit_batches",
	"MemberFacts":    "member_facts",
	"Merging":        "member_merges",
	"Movement":       "provisions",
	"Record":         "job_runs",
	"Simulation":     "policy_simulations",
	"StoredFault":    "run_faults",
	"Survey":         "surveys",
	"Watched":        "agent_watch",
}
