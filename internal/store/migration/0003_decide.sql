-- Charts to decide from: saved views, the challenge, targets, decisions,
-- annotations, search positions.
-- Views of the figures that people saved: an address with a name.
CREATE TABLE saved_views (
    id       INTEGER PRIMARY KEY,       -- no more than a number
    user_id  INTEGER NOT NULL REFERENCES users (id), -- who saved it
    name     TEXT NOT NULL,             -- as shown
    name_key TEXT NOT NULL,             -- folded
    address  TEXT NOT NULL,             -- path and query, such as /explore?span=2026-Q3
    shared   INTEGER NOT NULL DEFAULT 0 CHECK (shared IN (0, 1)), -- 1: offered to everybody who sees totals
    batch_id INTEGER NOT NULL REFERENCES batches (id), -- that made it so
    UNIQUE (user_id, name_key)
) STRICT;

-- Seasons of the challenge.
CREATE TABLE challenges (
    id         INTEGER PRIMARY KEY,     -- no more than a number
    name       TEXT NOT NULL,           -- of the season
    measure    TEXT NOT NULL,           -- from the short list of measures
    from_month TEXT NOT NULL,           -- first month
    until_month TEXT NOT NULL,          -- last month
    batch_id   INTEGER NOT NULL REFERENCES batches (id) -- that made it so
) STRICT;

-- Accounts that take part, by their holder's own choice.
CREATE TABLE challenge_entries (
    challenge_id INTEGER NOT NULL REFERENCES challenges (id), -- in which season
    account_id   INTEGER NOT NULL REFERENCES accounts (id), -- who takes part
    from_month   TEXT NOT NULL,         -- first month that counts
    until_month  TEXT,                  -- last month; NULL: to the end of the season
    batch_id     INTEGER NOT NULL REFERENCES batches (id), -- that made it so
    PRIMARY KEY (challenge_id, account_id)
) STRICT, WITHOUT ROWID;

-- A colleague's "bravo" to an account that the challenge shows.
CREATE TABLE bravos (
    month      TEXT NOT NULL,           -- of the result
    account_id INTEGER NOT NULL REFERENCES accounts (id), -- to whom
    user_id    INTEGER NOT NULL REFERENCES users (id), -- from whom
    PRIMARY KEY (month, account_id, user_id)
) STRICT, WITHOUT ROWID;

-- Targets of an indicator for a month or a year.
CREATE TABLE targets (
    id           INTEGER PRIMARY KEY,   -- no more than a number
    indicator_id INTEGER NOT NULL REFERENCES indicators (id), -- what is aimed at, derived ones included
    scope        TEXT NOT NULL CHECK (scope IN ('network', 'sphere', 'range', 'entity', 'account')), -- for whom
    scope_id     INTEGER NOT NULL,      -- its id; 0 for the network
    from_month   TEXT NOT NULL,         -- first month of the period
    until_month  TEXT NOT NULL,         -- last month: the same, or the December of a year
    value        REAL NOT NULL,         -- to reach
    batch_id     INTEGER NOT NULL REFERENCES batches (id), -- who set it, and when
    UNIQUE (indicator_id, scope, scope_id, from_month, until_month)
) STRICT;

-- What direction decided on a range, or on an account at its test review.
CREATE TABLE decisions (
    id         INTEGER PRIMARY KEY,     -- in the order of deciding
    range_id   INTEGER REFERENCES ranges (id), -- NULL: on an account
    account_id INTEGER REFERENCES accounts (id), -- NULL: on a range
    verdict    TEXT NOT NULL CHECK (verdict IN ('reinforce', 'keep', 'test', 'stop')), -- what was decided
    month      TEXT NOT NULL,           -- whose figures it was decided from
    reason     TEXT NOT NULL,           -- why; free text, erased with the person
    review_day TEXT,                    -- when it is looked at again; NULL: not planned
    evidence   TEXT NOT NULL DEFAULT '', -- JSON: the numbers as they stood then
    replaces   INTEGER REFERENCES decisions (id), -- the decision that this one reviews; NULL: none
    withdrawn_by INTEGER REFERENCES batches (id), -- NULL: stands
    batch_id   INTEGER NOT NULL REFERENCES batches (id), -- who decided, and when
    CHECK ((range_id IS NULL) <> (account_id IS NULL))
) STRICT;
CREATE INDEX decisions_range ON decisions (range_id);
CREATE INDEX decisions_account ON decisions (account_id);

-- Sentences at a month of the charts.
CREATE TABLE annotations (
    id         INTEGER PRIMARY KEY,     -- no more than a number
    month      TEXT NOT NULL,           -- where it stands
    account_id INTEGER REFERENCES accounts (id), -- on the charts of an account; NULL: on everybody's
    text       TEXT NOT NULL,           -- the sentence; free text, erased with the person
    batch_id   INTEGER NOT NULL REFERENCES batches (id), -- who wrote it, and when
    removed_by INTEGER REFERENCES batches (id) -- NULL: stands
) STRICT;
CREATE INDEX annotations_month ON annotations (month);
CREATE INDEX annotations_account ON annotations (account_id);

-- Queries by which an account's place in search engines is measured.
CREATE TABLE search_queries (
    id          INTEGER PRIMARY KEY,    -- no more than a number
    account_id  INTEGER NOT NULL REFERENCES accounts (id), -- whose place
    query       TEXT NOT NULL,          -- as typed into the engine
    query_key   TEXT NOT NULL,          -- folded
    from_month  TEXT NOT NULL,          -- first month it is measured
    until_month TEXT,                   -- last month; NULL: until further notice
    batch_id    INTEGER NOT NULL REFERENCES batches (id), -- that made it so
    UNIQUE (account_id, query_key)
) STRICT;

-- Places found, by query and month. No row: not looked up.
CREATE TABLE search_positions (
    month    TEXT NOT NULL,             -- when it was looked up
    query_id INTEGER NOT NULL REFERENCES search_queries (id), -- what was looked up
    position INTEGER CHECK (position >= 1), -- NULL: not ranked
    batch_id INTEGER NOT NULL REFERENCES batches (id), -- that made it so
    PRIMARY KEY (month, query_id)
) STRICT, WITHOUT ROWID;

-- Up to which act a person has looked at what happened: when is nobody's business.
CREATE TABLE looks (
    user_id INTEGER PRIMARY KEY REFERENCES users (id), -- who looked
    act     INTEGER NOT NULL            -- the last batch there was then
) STRICT;

-- The last act that changed something that is held in memory: after another
-- act it is read again.
CREATE TABLE stamps (
    name TEXT PRIMARY KEY,              -- a month: its figures and filings; crowd: accounts, where they stand and what is asked of them
    act  INTEGER NOT NULL               -- the last batch that changed it
) STRICT, WITHOUT ROWID;
