-- Accounts as they stand in a month, whether their filing is expected, and
-- what is asked of them. First part of every query for totals.
--
-- :month, :month1, :month12  the month, the one before, the one a year before
-- :first, :last              its first and last day
-- :reporting                 the first reporting month, '' where there is none
-- /*chosen*/                 stands for a condition on accounts a and their
--                            groupings g of the month
WITH RECURSIVE span (n, month) AS (
    VALUES (0, :month), (1, :month1), (12, :month12)
),
account AS MATERIALIZED (
    SELECT a.id AS account_id, a.platform_id, coalesce(g.sphere_id, 0) AS sphere_id,
        coalesce(g.range_id, 0) AS range_id, coalesce(g.entity_id, 0) AS entity_id,
        :month >= :reporting AND (
            EXISTS (
                SELECT 1 FROM account_states s
                WHERE s.account_id = a.id AND s.state IN ('test', 'active')
                    AND s.from_day <= :last AND (s.until_day IS NULL OR s.until_day >= :first))
            OR EXISTS (
                SELECT 1 FROM account_states s
                WHERE s.account_id = a.id AND s.state = 'dormant'
                    AND s.from_day <= :last AND (s.until_day IS NULL OR s.until_day >= :first))
            AND EXISTS (
                SELECT 1 FROM events e CROSS JOIN event_accounts ea ON ea.event_id = e.id AND ea.account_id = a.id
                WHERE e.kind = 'activation' AND e.from_day <= :last AND e.until_day >= :first)
        ) AS expected
    FROM accounts a
    LEFT JOIN account_groupings g ON g.account_id = a.id
        AND g.from_month <= :month AND (g.until_month IS NULL OR g.until_month >= :month)
    WHERE /*chosen*/
),
-- The account as it stood in each of the three months, for what was asked then.
stood AS (
    SELECT s.n, s.month, a.*, coalesce(g.sphere_id, 0) AS sphere_then
    FROM account a CROSS JOIN span s
    LEFT JOIN account_groupings g ON g.account_id = a.account_id
        AND g.from_month <= s.month AND (g.until_month IS NULL OR g.until_month >= s.month)
),
-- Indicators asked of the account: of the month all, of the earlier ones those
-- that interactions are made of.
asked AS MATERIALIZED (
    SELECT t.*, i.id AS indicator_id, i.code, i.code IN ('likes', 'shares', 'comments') AS part, f.state, f.value
    FROM stood t CROSS JOIN indicators i
    LEFT JOIN figures f ON f.month = t.month AND f.account_id = t.account_id AND f.indicator_id = i.id
    WHERE i.derived = 0
        AND (t.n = 0 OR i.code IN ('likes', 'shares', 'comments'))
        AND (
            EXISTS (
                SELECT 1 FROM indicator_asks k
                WHERE k.indicator_id = i.id AND k.account_id IS NULL
                    AND (k.platform_id IS NULL OR k.platform_id = t.platform_id)
                    AND (k.sphere_id IS NULL OR k.sphere_id = t.sphere_then)
                    AND k.from_month <= t.month AND (k.until_month IS NULL OR k.until_month >= t.month))
            OR EXISTS (
                SELECT 1 FROM indicator_asks k
                WHERE k.indicator_id = i.id AND k.account_id = t.account_id
                    AND (k.platform_id IS NULL OR k.platform_id = t.platform_id)
                    AND (k.sphere_id IS NULL OR k.sphere_id = t.sphere_then)
                    AND k.from_month <= t.month AND (k.until_month IS NULL OR k.until_month >= t.month)))
)
