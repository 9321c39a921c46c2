package reports

// prospectInvariants are what the stores' prospects promise.
var prospectInvariants = []invariant{
	{"numbers have no gap", gapless("PP", "SELECT number FROM prospects")},
	{"a prospect that was won is a member, and no other is", `SELECT p.number AS subject, CASE WHEN p.stage = 'converted' THEN 100 ELSE 0 END AS want, CASE WHEN m.id IS NULL THEN 0 ELSE 100 END AS got
		FROM prospects p LEFT JOIN members m ON m.id = p.member_id WHERE (p.stage = 'converted') <> (m.id IS NOT NULL)`},
	{"a forgotten prospect has no phone", `SELECT p.number AS subject, 0 AS want, 100 AS got FROM prospects p WHERE p.erased_at IS NOT NULL AND (p.phone_sealed IS NOT NULL OR p.phone_hash IS NOT NULL)`},
}
