package reports

// perkInvariants are what benefits and coupons promise.
var perkInvariants = []invariant{
	{"a coupon is used once", `SELECT v.number AS subject, CASE WHEN v.used_on IS NULL THEN 0 ELSE 100 END AS want, COALESCE(u.n, 0) * 100 AS got FROM perk_vouchers v
		LEFT JOIN (SELECT voucher_id, COUNT(*) AS n FROM perk_uses WHERE reversed_on IS NULL AND voucher_id IS NOT NULL GROUP BY voucher_id) u ON u.voucher_id = v.id
		WHERE COALESCE(u.n, 0) <> CASE WHEN v.used_on IS NULL THEN 0 ELSE 1 END`},
	{"benefits and coupons take no more off than the slip's discount", `SELECT s.number AS subject, s.discount_fen AS want, u.fen AS got FROM sales_slips s
		JOIN (SELECT slip_id, SUM(off_fen) AS fen FROM perk_uses WHERE slip_id IS NOT NULL GROUP BY slip_id) u ON u.slip_id = s.id WHERE u.fen > s.discount_fen`},
	{"what takes money off costs what it takes off", `SELECT CONCAT('use ', u.id) AS subject, u.off_fen AS want, u.cost_fen AS got FROM perk_uses u WHERE u.kind IN ('labour', 'percent', 'money') AND u.cost_fen <> u.off_fen`},
	{"points on top are those of the slip's grants", `SELECT CONCAT('slip ', u.slip_id) AS subject, u.n * 100 AS want, COALESCE(g.n, 0) * 100 AS got
		FROM (SELECT slip_id, SUM(points) AS n FROM perk_uses WHERE slip_id IS NOT NULL GROUP BY slip_id) u
		LEFT JOIN (SELECT slip_id, SUM(points) AS n FROM member_grants WHERE activity = 'tier' AND reverses_id IS NULL GROUP BY slip_id) g ON g.slip_id = u.slip_id WHERE u.n <> COALESCE(g.n, 0)`},
	{"a benefit's use has a place in its year", `SELECT CONCAT('use ', u.id) AS subject, 100 AS want, 0 AS got FROM perk_uses u
		WHERE u.voucher_id IS NULL AND u.reversed_on IS NULL AND (u.seat IS NULL OR u.seat < 1) OR (u.voucher_id IS NOT NULL OR u.reversed_on IS NOT NULL) AND u.seat IS NOT NULL`},
	{"a slip that came back entirely uses nothing", `SELECT s.number AS subject, 0 AS want, 100 AS got FROM sales_slips s WHERE EXISTS (SELECT 1 FROM perk_uses u WHERE u.slip_id = s.id AND u.reversed_on IS NULL)
		AND NOT EXISTS (SELECT 1 FROM slip_lines l WHERE l.slip_id = s.id AND l.returned < l.quantity)`},
	{"nothing of a cancelled package was used", `SELECT k.number AS subject, 0 AS want, 100 AS got FROM perk_packages k WHERE k.cancelled_on IS NOT NULL
		AND EXISTS (SELECT 1 FROM perk_vouchers v WHERE v.package_id = k.id AND (v.used_on IS NOT NULL OR v.cancelled_on IS NULL))`},
	{"numbers have no gap", gapless("PK", "SELECT number FROM perk_packages")},
}
