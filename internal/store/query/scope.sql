-- Contributions added up over the scopes; first over accounts that stand
-- together everywhere, which are few, then over each kind of scope.
-- /*indicator*/ and /*columns*/ are the totals' own. Follows a contribution.
, cell AS MATERIALIZED (
    SELECT platform_id, sphere_id, range_id, entity_id/*indicator*/, /*columns*/
    FROM contribution
    GROUP BY platform_id, sphere_id, range_id, entity_id/*indicator*/
),
tree (entity_id, ancestor_id) AS (
    SELECT id, id FROM entities
    UNION ALL
    SELECT t.entity_id, e.parent_id FROM tree t JOIN entities e ON e.id = t.ancestor_id WHERE e.parent_id IS NOT NULL
),
scoped AS (
    SELECT 'network' AS scope, 0 AS a, 0 AS b, c.* FROM cell c
    UNION ALL
    SELECT 'platform', platform_id, 0, c.* FROM cell c
    UNION ALL
    SELECT 'sphere', sphere_id, 0, c.* FROM cell c
    UNION ALL
    SELECT 'range', range_id, 0, c.* FROM cell c
    UNION ALL
    SELECT 'sphere_range', sphere_id, range_id, c.* FROM cell c
    UNION ALL
    SELECT 'entity', 0, 0, c.* FROM cell c WHERE c.entity_id = 0
    UNION ALL
    SELECT 'entity', t.ancestor_id, 0, c.* FROM cell c JOIN tree t ON t.entity_id = c.entity_id
)
