-- What each account adds to the totals of the month: a row per account and
-- indicator that is expected of it or known. Follows standing.sql.
-- Interactions and the engagement rate are defined in DOMAIN's formulas:
-- interactions are unknown where one of the parts asked is; the mean audience
-- is the mean of the opening and the closing size, or the closing size alone.
, figure AS (
    SELECT a.*, f.indicator_id, f.value AS now, p.value AS before1, y.value AS before12
    FROM account a
    CROSS JOIN figures f ON f.month = :month AND f.account_id = a.account_id AND f.state = 1
    LEFT JOIN figures p ON p.month = :month1 AND p.account_id = f.account_id AND p.indicator_id = f.indicator_id
    LEFT JOIN figures y ON y.month = :month12 AND y.account_id = f.account_id AND y.indicator_id = f.indicator_id
),
-- One row per account of whom followers or a part of interactions are asked in
-- any of the three months. sum() of nothing is NULL, unknown.
parts AS (
    SELECT account_id, platform_id, sphere_id, range_id, entity_id, expected,
        count(*) FILTER (WHERE n = 0 AND part) > 0 AS asked,
        count(*) FILTER (WHERE NOT part) > 0 AS audience_asked,
        CASE WHEN count(*) FILTER (WHERE n = 0 AND part) = count(value) FILTER (WHERE n = 0 AND part)
            THEN sum(value) FILTER (WHERE n = 0 AND part) END AS now,
        CASE WHEN count(*) FILTER (WHERE n = 1) = count(value) FILTER (WHERE n = 1)
            THEN sum(value) FILTER (WHERE n = 1) END AS before1,
        CASE WHEN count(*) FILTER (WHERE n = 12) = count(value) FILTER (WHERE n = 12)
            THEN sum(value) FILTER (WHERE n = 12) END AS before12
    FROM asked WHERE part OR (n = 0 AND code = 'followers')
    GROUP BY account_id, platform_id, sphere_id, range_id, entity_id, expected
),
rate AS (
    SELECT p.*,
        (SELECT (f.value + coalesce(o.value, f.value)) / 2
            FROM indicators i
            CROSS JOIN figures f ON f.month = :month AND f.account_id = p.account_id AND f.indicator_id = i.id
            LEFT JOIN figures o ON o.month = :month1 AND o.account_id = p.account_id AND o.indicator_id = i.id
            WHERE i.code = 'followers') AS audience
    FROM parts p WHERE p.now IS NOT NULL OR (p.asked AND p.expected)
),
contribution AS (
    SELECT platform_id, sphere_id, range_id, entity_id, indicator_id, 1 AS expected, 1 AS known, now > 0 AS positive,
        now AS sum, 0.0 AS denominator,
        before1 IS NOT NULL AS n1, coalesce(before1, 0.0) AS before1, CASE WHEN before1 IS NULL THEN 0.0 ELSE now END AS now1,
        before12 IS NOT NULL AS n12, coalesce(before12, 0.0) AS before12, CASE WHEN before12 IS NULL THEN 0.0 ELSE now END AS now12
    FROM figure
    UNION ALL
    SELECT platform_id, sphere_id, range_id, entity_id, indicator_id, 1, 0, 0, 0.0, 0.0, 0, 0.0, 0.0, 0, 0.0, 0.0
    FROM asked WHERE n = 0 AND expected AND value IS NULL
    UNION ALL
    SELECT r.platform_id, r.sphere_id, r.range_id, r.entity_id, i.id, 1, r.now IS NOT NULL, coalesce(r.now > 0, 0),
        coalesce(r.now, 0.0), 0.0,
        r.now IS NOT NULL AND r.before1 IS NOT NULL,
        CASE WHEN r.now IS NOT NULL AND r.before1 IS NOT NULL THEN r.before1 ELSE 0.0 END,
        CASE WHEN r.now IS NOT NULL AND r.before1 IS NOT NULL THEN r.now ELSE 0.0 END,
        r.now IS NOT NULL AND r.before12 IS NOT NULL,
        CASE WHEN r.now IS NOT NULL AND r.before12 IS NOT NULL THEN r.before12 ELSE 0.0 END,
        CASE WHEN r.now IS NOT NULL AND r.before12 IS NOT NULL THEN r.now ELSE 0.0 END
    FROM rate r JOIN indicators i ON i.code = 'interactions'
    UNION ALL
    SELECT r.platform_id, r.sphere_id, r.range_id, r.entity_id, i.id, 1, coalesce(r.now IS NOT NULL AND r.audience > 0, 0),
        coalesce(r.now > 0 AND r.audience > 0, 0),
        CASE WHEN r.audience > 0 THEN coalesce(r.now, 0.0) ELSE 0.0 END,
        CASE WHEN r.now IS NOT NULL AND r.audience > 0 THEN r.audience ELSE 0.0 END,
        0, 0.0, 0.0, 0, 0.0, 0.0
    FROM rate r JOIN indicators i ON i.code = 'engagement_rate'
    WHERE (r.expected AND r.asked AND r.audience_asked) OR (r.now IS NOT NULL AND r.audience > 0)
)
