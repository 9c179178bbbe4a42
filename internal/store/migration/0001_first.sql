-- The schema as first released.
-- The whole schema of a Porte-voix database. A new database is made from this
-- file; internal/store/migration brings an older one to the same shape.
--
-- Months are text YYYY-MM, days YYYY-MM-DD, instants RFC 3339 in UTC with
-- milliseconds. An "until" is included in its row; NULL leaves it open. Names
-- that people type have a folded form beside them (…_key), under which they
-- are compared. Colours are #rrggbb.

-- Settings of the installation; one that is absent has its default.
CREATE TABLE settings (
    name  TEXT PRIMARY KEY, -- such as first_reporting_month, due_day, network_name
    value TEXT NOT NULL     -- as text
) STRICT;

-- Everybody who may sign in: the only place of persons' names and addresses.
CREATE TABLE users (
    id            INTEGER PRIMARY KEY,
    email         TEXT NOT NULL,        -- as typed; emptied when the person is erased
    email_key     TEXT NOT NULL UNIQUE, -- folded
    name          TEXT NOT NULL,        -- the person's own name, not a persona
    role          TEXT NOT NULL CHECK (role IN ('admin', 'coordinator', 'ambassador', 'contributor', 'reader')),
    entity_id     INTEGER REFERENCES entities (id), -- sees only this part of the tree; NULL: all
    locale        TEXT NOT NULL DEFAULT '' CHECK (locale IN ('', 'fr', 'en')), -- chosen language; '': the browser's
    password_hash TEXT,                 -- argon2id; NULL: none set yet
    created_at    TEXT NOT NULL,        -- instant
    disabled_at   TEXT                  -- instant from which signing in is refused
) STRICT;

-- One-time links: the first administrator, invitations, new passwords.
CREATE TABLE links (
    token_hash BLOB PRIMARY KEY,        -- SHA-256 of the token in the link
    kind       TEXT NOT NULL CHECK (kind IN ('setup', 'invitation', 'password')),
    user_id    INTEGER REFERENCES users (id), -- NULL for setup
    created_at TEXT NOT NULL,           -- instant
    expires_at TEXT NOT NULL,           -- instant
    used_at    TEXT                     -- instant; NULL: still good
) STRICT;
CREATE INDEX links_user ON links (user_id);

-- Sessions of signed-in browsers.
CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,        -- SHA-256 of the cookie
    data       BLOB NOT NULL,           -- as the session manager encodes it
    expires_at TEXT NOT NULL            -- instant
) STRICT;
CREATE INDEX sessions_expires ON sessions (expires_at);

-- Tokens of the API.
CREATE TABLE api_tokens (
    token_hash BLOB PRIMARY KEY,        -- SHA-256 of the token
    user_id    INTEGER NOT NULL REFERENCES users (id),
    created_at TEXT NOT NULL,           -- instant
    revoked_at TEXT                     -- instant; NULL: in force
) STRICT;
CREATE INDEX api_tokens_user ON api_tokens (user_id);

-- Networks that accounts live on.
CREATE TABLE platforms (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL,        -- such as LinkedIn
    name_key      TEXT NOT NULL UNIQUE, -- folded
    position      INTEGER NOT NULL,     -- order on screen
    retired_from  TEXT                  -- first month without it; NULL: in use
) STRICT;

-- First flat grouping of accounts.
CREATE TABLE spheres (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL,
    name_key  TEXT NOT NULL UNIQUE,     -- folded
    objective TEXT NOT NULL DEFAULT '', -- what the sphere is for
    audience  TEXT NOT NULL DEFAULT '' CHECK (audience IN ('', 'b2b', 'b2c')),
    position  INTEGER NOT NULL          -- order on screen, and so its colour
) STRICT;

-- Second flat grouping: the product ranges.
CREATE TABLE ranges (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,      -- folded
    position INTEGER NOT NULL           -- order on screen, and so its colour
) STRICT;

-- Third grouping: a tree of up to three levels.
CREATE TABLE entities (
    id        INTEGER PRIMARY KEY,
    parent_id INTEGER REFERENCES entities (id), -- NULL at the top
    level     INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    name      TEXT NOT NULL,
    path      TEXT NOT NULL,            -- names from the top, joined by /
    path_key  TEXT NOT NULL UNIQUE      -- folded path
) STRICT;
CREATE INDEX entities_parent ON entities (parent_id);

-- Staff of an entity from a month on.
CREATE TABLE entity_headcounts (
    entity_id  INTEGER NOT NULL REFERENCES entities (id),
    from_month TEXT NOT NULL,
    headcount  INTEGER NOT NULL CHECK (headcount >= 0),
    PRIMARY KEY (entity_id, from_month)
) STRICT, WITHOUT ROWID;

-- What is counted.
CREATE TABLE indicators (
    id        INTEGER PRIMARY KEY,
    code      TEXT NOT NULL UNIQUE,     -- such as followers; column name in files
    kind      TEXT NOT NULL CHECK (kind IN ('stock', 'flow', 'score', 'position', 'percentage', 'ratio')),
    unit      TEXT NOT NULL DEFAULT '', -- '' for a plain count
    direction TEXT NOT NULL CHECK (direction IN ('up', 'down', 'neutral')), -- which way is better
    derived   INTEGER NOT NULL DEFAULT 0 CHECK (derived IN (0, 1)), -- 1: computed from others, never filed
    min       REAL,                     -- bounds of a score
    max       REAL,
    decimals  INTEGER NOT NULL DEFAULT 0, -- shown
    position  INTEGER NOT NULL          -- order on screen
) STRICT;

-- Names of indicators by language, and by platform where it differs there.
CREATE TABLE indicator_labels (
    indicator_id INTEGER NOT NULL REFERENCES indicators (id),
    locale       TEXT NOT NULL CHECK (locale IN ('fr', 'en')),
    platform_id  INTEGER REFERENCES platforms (id), -- NULL: the general name
    label        TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX indicator_labels_key ON indicator_labels (indicator_id, locale, coalesce(platform_id, 0));

-- Where to find an indicator on a platform.
CREATE TABLE indicator_places (
    indicator_id INTEGER NOT NULL REFERENCES indicators (id),
    platform_id  INTEGER NOT NULL REFERENCES platforms (id),
    locale       TEXT NOT NULL CHECK (locale IN ('fr', 'en')),
    sentence     TEXT NOT NULL,         -- what to click, in words
    link         TEXT NOT NULL DEFAULT '', -- https address of the platform's page
    PRIMARY KEY (indicator_id, platform_id, locale)
) STRICT, WITHOUT ROWID;

-- Where a score comes from, by months; its line breaks between two sources.
CREATE TABLE indicator_sources (
    indicator_id INTEGER NOT NULL REFERENCES indicators (id),
    from_month   TEXT NOT NULL,
    until_month  TEXT,
    name         TEXT NOT NULL,
    version      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (indicator_id, from_month)
) STRICT, WITHOUT ROWID;

-- Of whom an indicator is asked: of the accounts that have every scope given
-- here (NULL is any), during these months. An indicator without a row is
-- asked of nobody.
CREATE TABLE indicator_asks (
    id           INTEGER PRIMARY KEY,
    indicator_id INTEGER NOT NULL REFERENCES indicators (id),
    platform_id  INTEGER REFERENCES platforms (id),
    sphere_id    INTEGER REFERENCES spheres (id),
    account_id   INTEGER REFERENCES accounts (id),
    from_month   TEXT NOT NULL,
    until_month  TEXT
) STRICT;
CREATE INDEX indicator_asks_indicator ON indicator_asks (indicator_id);

-- One persona on one platform.
CREATE TABLE accounts (
    id          INTEGER PRIMARY KEY,
    platform_id INTEGER NOT NULL REFERENCES platforms (id),
    external_id TEXT,                   -- the platform's own lasting id
    persona     TEXT NOT NULL DEFAULT '', -- public name
    persona_key TEXT NOT NULL DEFAULT '', -- folded
    color       TEXT NOT NULL,          -- of the avatar
    from_import INTEGER NOT NULL DEFAULT 0 CHECK (from_import IN (0, 1)), -- 1: created by a figures file, active from its first month
    created_at  TEXT NOT NULL,          -- instant
    UNIQUE (platform_id, external_id)
) STRICT;

-- Pictures of accounts; an account without one shows initials on its colour.
CREATE TABLE account_avatars (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    media_type TEXT NOT NULL,
    data       BLOB NOT NULL            -- re-encoded, square
) STRICT;

-- Handles of an account by months. A handle may pass from one account to another.
CREATE TABLE account_handles (
    account_id  INTEGER NOT NULL REFERENCES accounts (id),
    from_month  TEXT NOT NULL,          -- first month it was seen; 0001-01: since always
    until_month TEXT,
    handle      TEXT NOT NULL,          -- as shown
    handle_key  TEXT NOT NULL,          -- folded, without a leading @
    PRIMARY KEY (account_id, from_month)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_handles_key ON account_handles (handle_key);

-- Where an account stands, by months. The first row begins at 0001-01.
CREATE TABLE account_groupings (
    account_id  INTEGER NOT NULL REFERENCES accounts (id),
    from_month  TEXT NOT NULL,
    until_month TEXT,
    sphere_id   INTEGER REFERENCES spheres (id),  -- NULL: in none
    range_id    INTEGER REFERENCES ranges (id),
    entity_id   INTEGER REFERENCES entities (id),
    PRIMARY KEY (account_id, from_month)
) STRICT, WITHOUT ROWID;

-- Life cycle of an account, by days.
CREATE TABLE account_states (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    from_day   TEXT NOT NULL,
    until_day  TEXT,
    state      TEXT NOT NULL CHECK (state IN ('proposed', 'test', 'active', 'dormant', 'closed')),
    reason     TEXT NOT NULL DEFAULT '', -- of closing: information, audience, holder, other
    review_day TEXT,                    -- when a test is looked at
    PRIMARY KEY (account_id, from_day)
) STRICT, WITHOUT ROWID;

-- Who files for an account, by days.
CREATE TABLE account_holders (
    id          INTEGER PRIMARY KEY,
    account_id  INTEGER NOT NULL REFERENCES accounts (id),
    user_id     INTEGER NOT NULL REFERENCES users (id),
    role        TEXT NOT NULL CHECK (role IN ('holder', 'deputy')),
    from_day    TEXT NOT NULL,
    until_day   TEXT,
    accepted_at TEXT                    -- instant at which a holder accepted
) STRICT;
CREATE INDEX account_holders_account ON account_holders (account_id);
CREATE INDEX account_holders_user ON account_holders (user_id);

-- Operations and activations: dated windows over some accounts.
CREATE TABLE events (
    id        INTEGER PRIMARY KEY,
    kind      TEXT NOT NULL CHECK (kind IN ('campaign', 'activation')),
    name      TEXT NOT NULL,
    from_day  TEXT NOT NULL,
    until_day TEXT NOT NULL
) STRICT;

-- Accounts that an event touches.
CREATE TABLE event_accounts (
    event_id   INTEGER NOT NULL REFERENCES events (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (event_id, account_id)
) STRICT, WITHOUT ROWID;

-- Reporting months that direction has touched; a month without a row is open.
CREATE TABLE months (
    month          TEXT PRIMARY KEY,
    closed_at      TEXT,                -- instant; NULL: open
    published_at   TEXT,                -- instant; NULL: not published
    reopened_until TEXT                 -- instant at which a reopening ends by itself
) STRICT, WITHOUT ROWID;

-- One act of one person: everything written together.
CREATE TABLE batches (
    id      INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,              -- instant
    user_id INTEGER REFERENCES users (id), -- NULL: the command line or a job
    role    TEXT NOT NULL,              -- the person's then; shown when they are no longer named
    channel TEXT NOT NULL CHECK (channel IN ('form', 'sheet', 'import', 'api', 'connector', 'command line')),
    reason  TEXT NOT NULL DEFAULT ''    -- free text; erased with the person
) STRICT;
CREATE INDEX batches_user ON batches (user_id);

-- History of everything but figures and filings, which keep their own.
CREATE TABLE changes (
    id         INTEGER PRIMARY KEY,
    batch_id   INTEGER NOT NULL REFERENCES batches (id),
    subject    TEXT NOT NULL,           -- the table's name
    subject_id INTEGER NOT NULL,        -- its row; 0 where it has no number
    field      TEXT NOT NULL,           -- column or act, such as handle, created
    since      TEXT NOT NULL DEFAULT '', -- month or day from which it holds; '': at once
    old        TEXT NOT NULL DEFAULT '', -- as text; never a person's name
    new        TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX changes_subject ON changes (subject, subject_id);
CREATE INDEX changes_batch ON changes (batch_id);

-- The monthly filing of an account, as it stands. No row: empty.
CREATE TABLE filings (
    month              TEXT NOT NULL,
    account_id         INTEGER NOT NULL REFERENCES accounts (id),
    state              TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'accepted')),
    version            INTEGER NOT NULL, -- counts saves; guards against lost updates
    comment            TEXT NOT NULL DEFAULT '',
    return_reason      TEXT NOT NULL DEFAULT '',
    first_submitted_at TEXT,            -- instant; written once, decides "on time"
    last_submitted_at  TEXT,            -- instant
    batch_id           INTEGER NOT NULL REFERENCES batches (id), -- that made it so
    PRIMARY KEY (month, account_id)
) STRICT, WITHOUT ROWID;

-- What a filing was before, a row per replaced version.
CREATE TABLE filing_versions (
    month              TEXT NOT NULL,
    account_id         INTEGER NOT NULL,
    batch_id           INTEGER NOT NULL REFERENCES batches (id), -- that had made it so
    state              TEXT NOT NULL,
    version            INTEGER NOT NULL,
    comment            TEXT NOT NULL,
    return_reason      TEXT NOT NULL,
    first_submitted_at TEXT,
    last_submitted_at  TEXT,
    PRIMARY KEY (month, account_id, batch_id)
) STRICT, WITHOUT ROWID;

-- Figures as they stand. No row: empty, never given. State 0 was cleared.
CREATE TABLE figures (
    month        TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES accounts (id),
    indicator_id INTEGER NOT NULL REFERENCES indicators (id),
    state        INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3), -- empty, value, unavailable, na
    value        REAL CHECK ((state = 1) = (value IS NOT NULL)),
    reason       TEXT,                  -- of state unavailable
    note         TEXT,                  -- explanation of an unusual value
    batch_id     INTEGER NOT NULL REFERENCES batches (id), -- that made it so
    PRIMARY KEY (month, account_id, indicator_id)
) STRICT, WITHOUT ROWID;

-- What a figure was before, a row per replaced version: with the batch of the
-- version that followed, this is the figure's whole history.
CREATE TABLE figure_versions (
    month        TEXT NOT NULL,
    account_id   INTEGER NOT NULL,
    indicator_id INTEGER NOT NULL,
    batch_id     INTEGER NOT NULL REFERENCES batches (id), -- that had made it so
    state        INTEGER NOT NULL,
    value        REAL,
    reason       TEXT,
    note         TEXT,
    PRIMARY KEY (month, account_id, indicator_id, batch_id)
) STRICT, WITHOUT ROWID;

-- Readings of running counters, from which flows are computed.
CREATE TABLE readings (
    month        TEXT NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES accounts (id),
    indicator_id INTEGER NOT NULL REFERENCES indicators (id), -- the flow it counts
    value        REAL NOT NULL,
    batch_id     INTEGER NOT NULL REFERENCES batches (id),
    PRIMARY KEY (month, account_id, indicator_id)
) STRICT, WITHOUT ROWID;

-- What a reading was before; a NULL value was none.
CREATE TABLE reading_versions (
    month        TEXT NOT NULL,
    account_id   INTEGER NOT NULL,
    indicator_id INTEGER NOT NULL,
    batch_id     INTEGER NOT NULL REFERENCES batches (id), -- that had made it so
    value        REAL,
    PRIMARY KEY (month, account_id, indicator_id, batch_id)
) STRICT, WITHOUT ROWID;

-- Files that came in.
CREATE TABLE imports (
    id          INTEGER PRIMARY KEY,
    batch_id    INTEGER NOT NULL REFERENCES batches (id),
    kind        TEXT NOT NULL CHECK (kind IN ('figures', 'accounts', 'users')),
    filename    TEXT NOT NULL,
    sha256      TEXT NOT NULL,          -- of the file, in hexadecimal
    rows_read   INTEGER NOT NULL,
    created     INTEGER NOT NULL,       -- figures (or accounts, users) new
    changed     INTEGER NOT NULL,
    unchanged   INTEGER NOT NULL,
    from_month  TEXT,                   -- months touched
    until_month TEXT,
    undone_by   INTEGER REFERENCES batches (id) -- NULL: in force
) STRICT;

-- Column mappings remembered by the header they were made for.
CREATE TABLE import_mappings (
    header_key TEXT PRIMARY KEY,        -- the header's columns, folded and joined
    mapping    TEXT NOT NULL            -- JSON
) STRICT;

-- Totals of a month over a scope, kept with every write of figures.
-- scope network: a and b are 0; platform, sphere, range: a is its id (0: in
-- none); sphere_range: a the sphere, b the range; entity: a is an entity, with
-- all below it. interactions has its own rows; engagement_rate has in sum the
-- interactions and in denominator the mean audience of the accounts with both.
CREATE TABLE totals (
    month        TEXT NOT NULL,
    scope        TEXT NOT NULL CHECK (scope IN ('network', 'platform', 'sphere', 'range', 'sphere_range', 'entity')),
    a            INTEGER NOT NULL,
    b            INTEGER NOT NULL,
    indicator_id INTEGER NOT NULL REFERENCES indicators (id),
    expected     INTEGER NOT NULL,      -- expected accounts asked it, or with it known
    known        INTEGER NOT NULL,      -- accounts with a value
    positive     INTEGER NOT NULL,      -- accounts with a value above 0
    sum          REAL NOT NULL,         -- of the values
    denominator  REAL NOT NULL,         -- of engagement_rate, else 0
    n1           INTEGER NOT NULL,      -- accounts known in M and M-1
    before1      REAL NOT NULL,         -- their sum in M-1
    now1         REAL NOT NULL,         -- their sum in M
    n12          INTEGER NOT NULL,      -- the same against M-12
    before12     REAL NOT NULL,
    now12        REAL NOT NULL,
    PRIMARY KEY (month, scope, a, b, indicator_id)
) STRICT, WITHOUT ROWID;

-- Filings of a month over a scope, kept with every write; scopes as in totals.
CREATE TABLE filing_totals (
    month    TEXT NOT NULL,
    scope    TEXT NOT NULL CHECK (scope IN ('network', 'platform', 'sphere', 'range', 'sphere_range', 'entity')),
    a        INTEGER NOT NULL,
    b        INTEGER NOT NULL,
    accounts INTEGER NOT NULL,          -- with at least one figure known
    expected INTEGER NOT NULL,          -- filings expected
    filed    INTEGER NOT NULL,          -- of these, submitted or accepted
    on_time  INTEGER NOT NULL,          -- of these, first submitted by the due day
    asked    INTEGER NOT NULL,          -- figures asked of the expected
    answered INTEGER NOT NULL,          -- of these, answered
    PRIMARY KEY (month, scope, a, b)
) STRICT, WITHOUT ROWID;
