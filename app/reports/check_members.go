package reports

// memberInvariants are what the ledgers of members promise.
var memberInvariants = []invariant{
	{"a member's growth is the sum of its lines", perMember("growth", "SELECT member_id, SUM(growth) AS n FROM growth_entries GROUP BY member_id")},
	{"a member's points less what is owed are the sum of their lines", perMember("points - a.debt", "SELECT member_id, SUM(points) AS n FROM point_entries GROUP BY member_id")},
	{"a member's points are what the lots hold", perMember("points", "SELECT member_id, SUM(left_points) AS n FROM point_lots WHERE left_points > 0 GROUP BY member_id")},
	{"a lot holds the sum of its lines", `SELECT CONCAT('lot ', l.id) AS subject, COALESCE(e.n, 0) * 100 AS want, l.left_points * 100 AS got FROM point_lots l
		LEFT JOIN (SELECT lot_id, SUM(points) AS n FROM point_entries WHERE lot_id IS NOT NULL GROUP BY lot_id) e ON e.lot_id = l.id WHERE l.left_points <> COALESCE(e.n, 0)`},
	{"what is owed is the sum of its lines", `SELECT CONCAT('member ', a.member_id) AS subject, -COALESCE(e.n, 0) * 100 AS want, a.debt * 100 AS got FROM member_accounts a
		LEFT JOIN (SELECT member_id, SUM(points) AS n FROM point_entries WHERE lot_id IS NULL GROUP BY member_id) e ON e.member_id = a.member_id WHERE a.debt <> -COALESCE(e.n, 0)`},
	{"a slip's refunded money is that of its refunds", `SELECT s.number AS subject, COALESCE(r.fen, 0) AS want, s.refunded_fen AS got FROM sales_slips s
		LEFT JOIN (SELECT slip_id, SUM(amount_fen) AS fen FROM slip_refunds GROUP BY slip_id) r ON r.slip_id = s.id WHERE s.refunded_fen <> COALESCE(r.fen, 0)`},
	{"a refund is the sum of its lines", `SELECT r.number AS subject, COALESCE(l.fen, 0) AS want, r.amount_fen AS got FROM slip_refunds r
		LEFT JOIN (SELECT refund_id, SUM(amount_fen) AS fen FROM slip_refund_lines GROUP BY refund_id) l ON l.refund_id = r.id WHERE r.amount_fen <> COALESCE(l.fen, 0)`},
	{"a slip's returned pieces are those of its refunds", `SELECT CONCAT('slip line ', s.id) AS subject, COALESCE(r.n, 0) * 100 AS want, s.returned * 100 AS got FROM slip_lines s
		LEFT JOIN (SELECT slip_line_id, SUM(quantity) AS n FROM slip_refund_lines GROUP BY slip_line_id) r ON r.slip_line_id = s.id WHERE s.returned <> COALESCE(r.n, 0) OR s.returned > s.quantity`},
	{"a slip is the sum of its lines", `SELECT s.number AS subject, COALESCE(l.fen, 0) AS want, s.paid_fen + s.points_fen AS got FROM sales_slips s
		LEFT JOIN (SELECT slip_id, SUM(amount_fen) AS fen FROM slip_lines GROUP BY slip_id) l ON l.slip_id = s.id WHERE s.paid_fen + s.points_fen <> COALESCE(l.fen, 0)`},
	{"a slip's growth is one for each whole yuan that is kept", `SELECT s.number AS subject, s.kept - s.kept % 100 AS want, COALESCE(g.n, 0) * 100 AS got FROM (
		SELECT id, number, paid_fen - refunded_fen AS kept FROM sales_slips WHERE member_id IS NOT NULL) s
		LEFT JOIN (SELECT x.slip_id, SUM(x.growth) AS n FROM (SELECT source_id AS slip_id, growth FROM growth_entries WHERE source = 'sale'
			UNION ALL SELECT r.slip_id, e.growth FROM growth_entries e JOIN slip_refunds r ON r.id = e.source_id WHERE e.source = 'refund') x GROUP BY x.slip_id) g ON g.slip_id = s.id
		WHERE COALESCE(g.n, 0) * 100 <> s.kept - s.kept % 100`},
	{"what members spent is what their slips keep", `SELECT 'members' AS subject, s.fen AS want, a.fen AS got
		FROM (SELECT COALESCE(SUM(paid_fen - refunded_fen), 0) AS fen FROM sales_slips WHERE member_id IS NOT NULL) s, (SELECT COALESCE(SUM(spent_fen), 0) AS fen FROM member_accounts) a WHERE s.fen <> a.fen`},
	{"a redemption takes what it says", `SELECT r.number AS subject, r.points * 100 AS want, COALESCE(e.n, 0) * 100 AS got FROM redemptions r
		LEFT JOIN (SELECT source_id, -SUM(points) AS n FROM point_entries WHERE source = 'redemption' GROUP BY source_id) e ON e.source_id = r.id WHERE COALESCE(e.n, 0) <> r.points`},
	{"a cancelled redemption gave back what it took", `SELECT r.number AS subject, r.points * 100 AS want, COALESCE(e.n, 0) * 100 AS got FROM redemptions r
		LEFT JOIN (SELECT source_id, SUM(points) AS n FROM point_entries WHERE source = 'cancellation' GROUP BY source_id) e ON e.source_id = r.id
		WHERE r.cancelled_on IS NOT NULL AND COALESCE(e.n, 0) <> r.points OR COALESCE(e.n, 0) > r.points`},
	{"a case stands where its last move took it", `SELECT c.number AS subject, 0 AS want, 100 AS got FROM care_cases c WHERE c.stage <>
		(SELECT e.stage FROM care_entries e WHERE e.case_id = c.id AND e.act IN ('opened', 'moved') ORDER BY e.id DESC LIMIT 1)`},
	{"a case's deposit is what was paid down and not back", `SELECT c.number AS subject, COALESCE(e.fen, 0) AS want, c.deposit_fen AS got FROM care_cases c
		LEFT JOIN (SELECT case_id, SUM(amount_fen) AS fen FROM care_entries WHERE act = 'paid' GROUP BY case_id) e ON e.case_id = c.id WHERE c.deposit_fen <> COALESCE(e.fen, 0)`},
	{"a delivered bespoke order was sold for its final price", `SELECT c.number AS subject, c.charge_fen AS want, COALESCE(x.gross_fen, 0) AS got FROM care_cases c
		LEFT JOIN sales_slips x ON x.id = c.slip_id WHERE c.stage = 'delivered' AND c.charge_fen <> COALESCE(x.gross_fen, 0)`},
	{"numbers have no gap", gapless("SV", "SELECT number FROM care_cases WHERE kind = 'service'")},
	{"numbers have no gap", gapless("BO", "SELECT number FROM care_cases WHERE kind = 'bespoke'")},
	{"numbers have no gap", gapless("CP", "SELECT number FROM care_cases WHERE kind = 'complaint'")},
	{"a member has a row of facts", `SELECT m.number AS subject, 100 AS want, 0 AS got FROM members m LEFT JOIN member_facts f ON f.member_id = m.id
		WHERE m.erased_at IS NULL AND m.merged_into_id IS NULL AND f.member_id IS NULL AND ` + counted("m.id") + ` AND EXISTS (SELECT 1 FROM member_accounts a WHERE a.member_id = m.id)`},
	{"who is no member has no row of facts", `SELECT CONCAT('member ', f.member_id) AS subject, 0 AS want, 100 AS got FROM member_facts f LEFT JOIN members m ON m.id = f.member_id
		WHERE (m.id IS NULL OR m.erased_at IS NOT NULL OR m.merged_into_id IS NOT NULL) AND ` + counted("f.member_id")},
	{"a member's purchases among the facts are the slips", ofSlips("purchases * 100", "COUNT(*) * 100")},
	{"a member's spend among the facts is that of the slips", ofSlips("net_fen", "SUM(s.paid_fen - s.refunded_fen)")},
	{"numbers have no gap", gapless("SS", "SELECT number FROM sales_slips")},
	{"numbers have no gap", gapless("SR", "SELECT number FROM slip_refunds")},
	{"numbers have no gap", gapless("RD", "SELECT number FROM redemptions")},
}

// perMember compares a figure of the accounts with sums per member.
func perMember(figure, sums string) string {
	return `SELECT CONCAT('member ', a.member_id) AS subject, COALESCE(s.n, 0) * 100 AS want, (a.` + figure + `) * 100 AS got FROM member_accounts a
		LEFT JOIN (` + sums + `) s ON s.member_id = a.member_id WHERE a.` + figure + ` <> COALESCE(s.n, 0)`
}

// counted keeps members who do not wait to be counted again.
func counted(id string) string {
	return "NOT EXISTS (SELECT 1 FROM member_touches w WHERE w.member_id = " + id + ")"
}

// ofSlips compares a figure of the facts with the slips of the member and of
// whoever was merged into the member, however often.
func ofSlips(figure, sum string) string {
	return `SELECT CONCAT('member ', f.member_id) AS subject, COALESCE(x.n, 0) AS want, f.` + figure + ` AS got FROM member_facts f LEFT JOIN (
		WITH RECURSIVE merged (id, root) AS (SELECT member_id, into_id FROM member_merges WHERE undone_at IS NULL
			UNION SELECT g.id, m.into_id FROM merged g JOIN member_merges m ON m.member_id = g.root AND m.undone_at IS NULL)
		SELECT o.root, ` + sum + ` AS n FROM (SELECT id, root FROM merged UNION SELECT member_id, member_id FROM member_facts) o
			JOIN sales_slips s ON s.member_id = o.id AND s.paid_fen > s.refunded_fen GROUP BY o.root) x ON x.root = f.member_id
		WHERE f.` + figure + ` <> COALESCE(x.n, 0) AND ` + counted("f.member_id")
}
