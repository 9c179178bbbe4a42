-- What each account adds to the filings of the month; :due is the last instant
-- that is on time. Follows standing.sql.
, contribution AS (
    SELECT a.platform_id, a.sphere_id, a.range_id, a.entity_id,
        EXISTS (SELECT 1 FROM figures v WHERE v.month = :month AND v.account_id = a.account_id AND v.state = 1) AS accounts,
        a.expected,
        coalesce(a.expected AND f.state IN ('submitted', 'accepted'), 0) AS filed,
        coalesce(a.expected AND f.state IN ('submitted', 'accepted') AND f.first_submitted_at <= :due, 0) AS on_time,
        0 AS asked, 0 AS answered
    FROM account a LEFT JOIN filings f ON f.month = :month AND f.account_id = a.account_id
    UNION ALL
    SELECT platform_id, sphere_id, range_id, entity_id, 0, 0, 0, 0, 1, coalesce(state > 0, 0)
    FROM asked WHERE n = 0 AND expected
)
