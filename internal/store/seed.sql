-- What a new installation starts with: the platforms people know, and the
-- first network's own table of indicators.
INSERT INTO platforms (id, name, name_key, position, retired_from) VALUES
    (1, 'X', 'x', 0, NULL),
    (2, 'LinkedIn', 'linkedin', 1, NULL),
    (3, 'Facebook', 'facebook', 2, NULL),
    (4, 'Instagram', 'instagram', 3, NULL),
    (5, 'YouTube', 'youtube', 4, NULL),
    (6, 'TikTok', 'tiktok', 5, NULL),
    (7, 'Mastodon', 'mastodon', 6, NULL),
    (8, 'Bluesky', 'bluesky', 7, NULL),
    (9, 'Threads', 'threads', 8, NULL),
    (10, 'Viadeo', 'viadeo', 9, '2016-12'),
    (11, 'Blog', 'blog', 10, NULL),
    (12, 'Newsletter', 'newsletter', 11, NULL),
    (13, 'Réseau interne', 'réseau interne', 12, NULL);

INSERT INTO indicators (id, code, kind, unit, direction, derived, min, max, decimals, position) VALUES
    (1, 'followers', 'stock', '', 'up', 0, NULL, NULL, 0, 0),
    (2, 'posts', 'flow', '', 'neutral', 0, NULL, NULL, 0, 1),
    (3, 'likes', 'flow', '', 'up', 0, NULL, NULL, 0, 2),
    (4, 'shares', 'flow', '', 'up', 0, NULL, NULL, 0, 3),
    (5, 'mentions', 'flow', '', 'up', 0, NULL, NULL, 0, 4),
    (6, 'influence', 'score', '', 'up', 0, 0, 100, 1, 5),
    (7, 'search_rank', 'position', '', 'down', 0, NULL, NULL, 0, 6),
    (8, 'comments', 'flow', '', 'up', 0, NULL, NULL, 0, 7),
    (9, 'impressions', 'flow', '', 'up', 0, NULL, NULL, 0, 8),
    (10, 'clicks', 'flow', '', 'up', 0, NULL, NULL, 0, 9),
    (11, 'interactions', 'flow', '', 'up', 1, NULL, NULL, 0, 10),
    (12, 'engagement_rate', 'ratio', '%', 'up', 1, NULL, NULL, 2, 11);

INSERT INTO indicator_labels (indicator_id, locale, platform_id, label) VALUES
    (1, 'fr', NULL, 'Abonnés'), (1, 'en', NULL, 'Followers'),
    (2, 'fr', NULL, 'Publications'), (2, 'en', NULL, 'Posts'),
    (3, 'fr', NULL, 'J’aime'), (3, 'en', NULL, 'Likes'),
    (3, 'fr', 2, 'Réactions'), (3, 'en', 2, 'Reactions'),
    (4, 'fr', NULL, 'Partages'), (4, 'en', NULL, 'Shares'),
    (4, 'fr', 1, 'Retweets'), (4, 'en', 1, 'Reposts'),
    (5, 'fr', NULL, 'Mentions'), (5, 'en', NULL, 'Mentions'),
    (6, 'fr', NULL, 'Score d’influence'), (6, 'en', NULL, 'Influence score'),
    (7, 'fr', NULL, 'Position dans les moteurs'), (7, 'en', NULL, 'Search position'),
    (8, 'fr', NULL, 'Commentaires'), (8, 'en', NULL, 'Comments'),
    (9, 'fr', NULL, 'Impressions'), (9, 'en', NULL, 'Impressions'),
    (10, 'fr', NULL, 'Clics'), (10, 'en', NULL, 'Clicks'),
    (11, 'fr', NULL, 'Interactions'), (11, 'en', NULL, 'Interactions'),
    (12, 'fr', NULL, 'Taux d’engagement sur abonnés'), (12, 'en', NULL, 'Engagement rate on followers');

INSERT INTO indicator_sources (indicator_id, from_month, until_month, name) VALUES
    (6, '0001-01', '2018-05', 'Klout');

INSERT INTO indicator_asks (indicator_id, from_month) VALUES
    (1, '0001-01'), (2, '0001-01'), (3, '0001-01'), (4, '0001-01'),
    (5, '0001-01'), (6, '0001-01'), (7, '0001-01');
