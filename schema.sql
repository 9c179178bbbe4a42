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
    id            INTEGER PRIMARY KEY,  -- what history and holders name a person by
    email         TEXT NOT NULL,        -- as typed; emptied when the person is erased
    email_key     TEXT NOT NULL UNIQUE, -- folded
    name          TEXT NOT NULL,        -- the person's own name, not a persona
    name_key      TEXT NOT NULL DEFAULT '', -- folded, without accents: lists are sorted and searched by it
    role          TEXT NOT NULL CHECK (role IN ('admin', 'coordinator', 'ambassador', 'contributor', 'reader')), -- one per person; holding accounts adds filing
    entity_id     INTEGER REFERENCES entities (id), -- sees only this part of the tree; NULL: all
    locale        TEXT NOT NULL DEFAULT '' CHECK (locale IN ('', 'fr', 'en')), -- chosen language; '': the browser's
    password_hash TEXT,                 -- argon2id; NULL: none set yet
    created_at    TEXT NOT NULL,        -- instant
    first_signed_in_at TEXT,            -- instant; NULL: never yet. Later ones are nobody's business
    disabled_at   TEXT                  -- instant from which signing in is refused
) STRICT;
CREATE INDEX users_name ON users (name_key, id);
CREATE INDEX users_role ON users (role, name_key, id);
CREATE INDEX users_entity ON users (entity_id);

-- One-time links: the first administrator, invitations, new passwords.
CREATE TABLE links (
    token_hash BLOB PRIMARY KEY,        -- SHA-256 of the token in the link
    kind       TEXT NOT NULL CHECK (kind IN ('setup', 'invitation', 'password')), -- setup makes the first administrator
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
    user_id    INTEGER NOT NULL REFERENCES users (id), -- whose rights the token has
    created_at TEXT NOT NULL,           -- instant
    revoked_at TEXT                     -- instant; NULL: in force
) STRICT;
CREATE INDEX api_tokens_user ON api_tokens (user_id);

-- Networks that accounts live on.
CREATE TABLE platforms (
    id            INTEGER PRIMARY KEY,  -- lasting, whatever the name
    name          TEXT NOT NULL,        -- such as LinkedIn
    name_key      TEXT NOT NULL UNIQUE, -- folded
    position      INTEGER NOT NULL,     -- order on screen
    retired_from  TEXT                  -- first month without it; NULL: in use
) STRICT;

-- First flat grouping of accounts.
CREATE TABLE spheres (
    id        INTEGER PRIMARY KEY,      -- lasting, whatever the name
    name      TEXT NOT NULL,            -- as shown
    name_key  TEXT NOT NULL UNIQUE,     -- folded
    objective TEXT NOT NULL DEFAULT '', -- what the sphere is for
    audience  TEXT NOT NULL DEFAULT '' CHECK (audience IN ('', 'b2b', 'b2c')), -- whom it speaks to; '': not said
    position  INTEGER NOT NULL          -- order on screen, and so its colour
) STRICT;

-- Second flat grouping: the product ranges.
CREATE TABLE ranges (
    id       INTEGER PRIMARY KEY,       -- lasting, whatever the name
    name     TEXT NOT NULL,             -- as shown
    name_key TEXT NOT NULL UNIQUE,      -- folded
    position INTEGER NOT NULL           -- order on screen, and so its colour
) STRICT;

-- Third grouping: a tree of up to three levels.
CREATE TABLE entities (
    id        INTEGER PRIMARY KEY,      -- lasting, whatever the path
    parent_id INTEGER REFERENCES entities (id), -- NULL at the top
    level     INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3), -- 1 at the top
    name      TEXT NOT NULL,            -- without those above it
    path      TEXT NOT NULL,            -- names from the top, joined by /
    path_key  TEXT NOT NULL UNIQUE      -- folded path
) STRICT;
CREATE INDEX entities_parent ON entities (parent_id);

-- Staff of an entity from a month on.
CREATE TABLE entity_headcounts (
    entity_id  INTEGER NOT NULL REFERENCES entities (id), -- without what is below it
    from_month TEXT NOT NULL,           -- first month it holds for, until the next row
    headcount  INTEGER NOT NULL CHECK (headcount >= 0), -- people
    PRIMARY KEY (entity_id, from_month)
) STRICT, WITHOUT ROWID;

-- What is counted.
CREATE TABLE indicators (
    id        INTEGER PRIMARY KEY,      -- lasting, whatever the code
    code      TEXT NOT NULL UNIQUE,     -- such as followers; column name in files
    kind      TEXT NOT NULL CHECK (kind IN ('stock', 'flow', 'score', 'position', 'percentage', 'ratio')), -- how it is counted, and so added up
    unit      TEXT NOT NULL DEFAULT '', -- '' for a plain count
    direction TEXT NOT NULL CHECK (direction IN ('up', 'down', 'neutral')), -- which way is better
    derived   INTEGER NOT NULL DEFAULT 0 CHECK (derived IN (0, 1)), -- 1: computed from others, never filed
    min       REAL,                     -- bounds of a score
    max       REAL,                     -- NULL: none
    decimals  INTEGER NOT NULL DEFAULT 0, -- shown
    position  INTEGER NOT NULL          -- order on screen
) STRICT;

-- Names of indicators by language, and by platform where it differs there.
CREATE TABLE indicator_labels (
    indicator_id INTEGER NOT NULL REFERENCES indicators (id), -- what is named
    locale       TEXT NOT NULL CHECK (locale IN ('fr', 'en')), -- language of the label
    platform_id  INTEGER REFERENCES platforms (id), -- NULL: the general name
    label        TEXT NOT NULL          -- as shown
) STRICT;
CREATE UNIQUE INDEX indicator_labels_key ON indicator_labels (indicator_id, locale, coalesce(platform_id, 0));

-- Where to find an indicator on a platform.
CREATE TABLE indicator_places (
    indicator_id INTEGER NOT NULL REFERENCES indicators (id), -- what is looked for
    platform_id  INTEGER NOT NULL REFERENCES platforms (id), -- where it is looked for
    locale       TEXT NOT NULL CHECK (locale IN ('fr', 'en')), -- language of the sentence
    sentence     TEXT NOT NULL,         -- what to click, in words
    link         TEXT NOT NULL DEFAULT '', -- https address of the platform's page
    PRIMARY KEY (indicator_id, platform_id, locale)
) STRICT, WITHOUT ROWID;

-- Where a score comes from, by months; its line breaks between two sources.
CREATE TABLE indicator_sources (
    indicator_id INTEGER NOT NULL REFERENCES indicators (id), -- the score
    from_month   TEXT NOT NULL,         -- first month of the source
    until_month  TEXT,                  -- last month; NULL: still in use
    name         TEXT NOT NULL,         -- such as Klout
    version      TEXT NOT NULL DEFAULT '', -- of the source's method
    PRIMARY KEY (indicator_id, from_month)
) STRICT, WITHOUT ROWID;

-- Of whom an indicator is asked: of the accounts that have every scope given
-- here (NULL is any), during these months. An indicator without a row is
-- asked of nobody.
CREATE TABLE indicator_asks (
    id           INTEGER PRIMARY KEY,   -- no more than a number
    indicator_id INTEGER NOT NULL REFERENCES indicators (id), -- what is asked
    platform_id  INTEGER REFERENCES platforms (id), -- NULL: on any
    sphere_id    INTEGER REFERENCES spheres (id), -- NULL: in any
    account_id   INTEGER REFERENCES accounts (id), -- NULL: of any
    from_month   TEXT NOT NULL,         -- first month asked
    until_month  TEXT                   -- last month asked; NULL: until further notice
) STRICT;
CREATE INDEX indicator_asks_indicator ON indicator_asks (indicator_id);

-- One persona on one platform.
CREATE TABLE accounts (
    id          INTEGER PRIMARY KEY,    -- lasting, whatever the handle
    platform_id INTEGER NOT NULL REFERENCES platforms (id), -- never changes
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
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id), -- whose picture
    version    TEXT NOT NULL,           -- names the picture in its address: another picture has another
    media_type TEXT NOT NULL,           -- such as image/png
    data       BLOB NOT NULL            -- re-encoded, square
) STRICT;

-- Handles of an account by months. A handle may pass from one account to another.
CREATE TABLE account_handles (
    account_id  INTEGER NOT NULL REFERENCES accounts (id), -- who has it
    from_month  TEXT NOT NULL,          -- first month it was seen; 0001-01: since always
    until_month TEXT,                   -- last month; NULL: still has it
    handle      TEXT NOT NULL,          -- as shown
    handle_key  TEXT NOT NULL,          -- folded, without a leading @
    PRIMARY KEY (account_id, from_month)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_handles_key ON account_handles (handle_key);

-- Where an account stands, by months. The first row begins at 0001-01.
CREATE TABLE account_groupings (
    account_id  INTEGER NOT NULL REFERENCES accounts (id), -- who stands there
    from_month  TEXT NOT NULL,          -- first month there
    until_month TEXT,                   -- last month; NULL: still there
    sphere_id   INTEGER REFERENCES spheres (id),  -- NULL: in none
    range_id    INTEGER REFERENCES ranges (id), -- NULL: in none
    entity_id   INTEGER REFERENCES entities (id), -- NULL: in none
    PRIMARY KEY (account_id, from_month)
) STRICT, WITHOUT ROWID;

-- Life cycle of an account, by days.
CREATE TABLE account_states (
    account_id INTEGER NOT NULL REFERENCES accounts (id), -- whose life
    from_day   TEXT NOT NULL,           -- first day in the state
    until_day  TEXT,                    -- last day; NULL: until further notice
    state      TEXT NOT NULL CHECK (state IN ('proposed', 'test', 'active', 'dormant', 'closed')), -- in the order of a life
    reason     TEXT NOT NULL DEFAULT '', -- of closing: information, audience, holder, other
    review_day TEXT,                    -- when a test is looked at
    PRIMARY KEY (account_id, from_day)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_states_review ON account_states (review_day) WHERE review_day IS NOT NULL;

-- Who files for an account, by days.
CREATE TABLE account_holders (
    id          INTEGER PRIMARY KEY,    -- no more than a number
    account_id  INTEGER NOT NULL REFERENCES accounts (id), -- what is filed for
    user_id     INTEGER NOT NULL REFERENCES users (id), -- who files
    role        TEXT NOT NULL CHECK (role IN ('holder', 'deputy')), -- one holder a day, any number of deputies
    from_day    TEXT NOT NULL,          -- first day
    until_day   TEXT,                   -- last day; NULL: until further notice
    accepted_at TEXT                    -- instant at which a holder accepted
) STRICT;
CREATE INDEX account_holders_account ON account_holders (account_id);
CREATE INDEX account_holders_user ON account_holders (user_id);

-- Operations and activations: dated windows over some accounts.
CREATE TABLE events (
    id        INTEGER PRIMARY KEY,      -- no more than a number
    kind      TEXT NOT NULL CHECK (kind IN ('campaign', 'activation')), -- an activation wakes dormant accounts
    name      TEXT NOT NULL,            -- as shown
    from_day  TEXT NOT NULL,            -- first day
    until_day TEXT NOT NULL             -- last day
) STRICT;

-- Accounts that an event touches.
CREATE TABLE event_accounts (
    event_id   INTEGER NOT NULL REFERENCES events (id), -- what touches it
    account_id INTEGER NOT NULL REFERENCES accounts (id), -- who is touched
    PRIMARY KEY (event_id, account_id)
) STRICT, WITHOUT ROWID;

-- Reporting months that direction has touched; a month without a row is open.
CREATE TABLE months (
    month          TEXT PRIMARY KEY,    -- that the row is about
    closed_at      TEXT,                -- instant; NULL: open
    published_at   TEXT,                -- instant; NULL: not published
    reopened_until TEXT                 -- instant at which a reopening ends by itself
) STRICT, WITHOUT ROWID;

-- One act of one person: everything written together.
CREATE TABLE batches (
    id      INTEGER PRIMARY KEY,        -- grows with time
    at      TEXT NOT NULL,              -- instant
    user_id INTEGER REFERENCES users (id), -- NULL: the command line or a job
    role    TEXT NOT NULL,              -- the person's then; shown when they are no longer named
    channel TEXT NOT NULL CHECK (channel IN ('form', 'sheet', 'import', 'api', 'connector', 'command line')), -- the way it came in
    reason  TEXT NOT NULL DEFAULT ''    -- free text; erased with the person
) STRICT;
CREATE INDEX batches_user ON batches (user_id);

-- History of everything but figures and filings, which keep their own.
CREATE TABLE changes (
    id         INTEGER PRIMARY KEY,     -- in the order of writing
    batch_id   INTEGER NOT NULL REFERENCES batches (id), -- the act
    subject    TEXT NOT NULL,           -- the table's name
    subject_id INTEGER NOT NULL,        -- its row; 0 where it has no number
    field      TEXT NOT NULL,           -- column or act, such as handle, created
    since      TEXT NOT NULL DEFAULT '', -- month or day from which it holds; '': at once
    old        TEXT NOT NULL DEFAULT '', -- as text; never a person's name
    new        TEXT NOT NULL DEFAULT '' -- as old
) STRICT;
CREATE INDEX changes_subject ON changes (subject, subject_id);
CREATE INDEX changes_batch ON changes (batch_id);

-- The monthly filing of an account, as it stands. No row: empty.
CREATE TABLE filings (
    month              TEXT NOT NULL,   -- that was filed for
    account_id         INTEGER NOT NULL REFERENCES accounts (id), -- whose figures
    state              TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'accepted')), -- empty has no row
    version            INTEGER NOT NULL, -- counts saves; guards against lost updates
    comment            TEXT NOT NULL DEFAULT '', -- the person's own, for the whole month
    return_reason      TEXT NOT NULL DEFAULT '', -- of the last return
    first_submitted_at TEXT,            -- instant; written once, decides "on time"
    last_submitted_at  TEXT,            -- instant
    batch_id           INTEGER NOT NULL REFERENCES batches (id), -- that made it so
    PRIMARY KEY (month, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX filings_batch ON filings (batch_id);

-- What a filing was before, a row per replaced version.
CREATE TABLE filing_versions (
    month              TEXT NOT NULL,   -- as in filings
    account_id         INTEGER NOT NULL, -- as in filings
    batch_id           INTEGER NOT NULL REFERENCES batches (id), -- that had made it so
    state              TEXT NOT NULL,   -- as in filings
    version            INTEGER NOT NULL, -- as in filings
    comment            TEXT NOT NULL,   -- as in filings
    return_reason      TEXT NOT NULL,   -- as in filings
    first_submitted_at TEXT,            -- as in filings
    last_submitted_at  TEXT,            -- as in filings
    PRIMARY KEY (month, account_id, batch_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX filing_versions_batch ON filing_versions (batch_id);

-- Figures as they stand. No row: empty, never given. State 0 was cleared.
CREATE TABLE figures (
    month        TEXT NOT NULL,         -- that was counted
    account_id   INTEGER NOT NULL REFERENCES accounts (id), -- whose figure
    indicator_id INTEGER NOT NULL REFERENCES indicators (id), -- what was counted
    state        INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3), -- empty, value, unavailable, na
    value        REAL CHECK ((state = 1) = (value IS NOT NULL)), -- of state value; 0 is a value
    reason       TEXT,                  -- of state unavailable
    note         TEXT,                  -- explanation of an unusual value
    batch_id     INTEGER NOT NULL REFERENCES batches (id), -- that made it so
    PRIMARY KEY (month, account_id, indicator_id)
) STRICT, WITHOUT ROWID;

-- What a figure was before, a row per replaced version: with the batch of the
-- version that followed, this is the figure's whole history.
CREATE TABLE figure_versions (
    month        TEXT NOT NULL,         -- as in figures
    account_id   INTEGER NOT NULL,      -- as in figures
    indicator_id INTEGER NOT NULL,      -- as in figures
    batch_id     INTEGER NOT NULL REFERENCES batches (id), -- that had made it so
    state        INTEGER NOT NULL,      -- as in figures
    value        REAL,                  -- as in figures
    reason       TEXT,                  -- as in figures
    note         TEXT,                  -- as in figures
    PRIMARY KEY (month, account_id, indicator_id, batch_id)
) STRICT, WITHOUT ROWID;

-- Answers given once for the coming months: a figure of an account that is
-- unavailable, or does not apply, until somebody says otherwise.
CREATE TABLE remembered_answers (
    account_id   INTEGER NOT NULL REFERENCES accounts (id), -- whose figure
    indicator_id INTEGER NOT NULL REFERENCES indicators (id), -- what is not counted
    state        INTEGER NOT NULL CHECK (state IN (2, 3)), -- as in figures: unavailable, na
    reason       TEXT NOT NULL DEFAULT '', -- of state unavailable
    from_month   TEXT NOT NULL,         -- first month it is proposed for
    PRIMARY KEY (account_id, indicator_id)
) STRICT, WITHOUT ROWID;

-- What holders are told: somebody else changed the figures of their account.
-- One row for each month of an account; a later change takes its place.
CREATE TABLE notices (
    user_id    INTEGER NOT NULL REFERENCES users (id), -- who is told
    account_id INTEGER NOT NULL REFERENCES accounts (id), -- whose figures changed
    month      TEXT NOT NULL,           -- that was changed
    batch_id   INTEGER NOT NULL REFERENCES batches (id), -- the latest change: who, when, why
    seen_at    TEXT,                    -- instant; NULL: not seen yet
    PRIMARY KEY (user_id, account_id, month)
) STRICT, WITHOUT ROWID;

-- Readings of running counters, from which flows are computed.
CREATE TABLE readings (
    month        TEXT NOT NULL,         -- at whose end it was read
    account_id   INTEGER NOT NULL REFERENCES accounts (id), -- whose counter
    indicator_id INTEGER NOT NULL REFERENCES indicators (id), -- the flow it counts
    value        REAL NOT NULL,         -- that the counter showed
    batch_id     INTEGER NOT NULL REFERENCES batches (id), -- that made it so
    PRIMARY KEY (month, account_id, indicator_id)
) STRICT, WITHOUT ROWID;

-- What a reading was before; a NULL value was none.
CREATE TABLE reading_versions (
    month        TEXT NOT NULL,         -- as in readings
    account_id   INTEGER NOT NULL,      -- as in readings
    indicator_id INTEGER NOT NULL,      -- as in readings
    batch_id     INTEGER NOT NULL REFERENCES batches (id), -- that had made it so
    value        REAL,                  -- as in readings; NULL: none
    PRIMARY KEY (month, account_id, indicator_id, batch_id)
) STRICT, WITHOUT ROWID;

-- Files that came in.
CREATE TABLE imports (
    id          INTEGER PRIMARY KEY,    -- in the order of coming in
    batch_id    INTEGER NOT NULL REFERENCES batches (id), -- the act that stored it
    kind        TEXT NOT NULL CHECK (kind IN ('figures', 'accounts', 'users')), -- what the file holds
    filename    TEXT NOT NULL,          -- as the person called it
    sha256      TEXT NOT NULL,          -- of the file, in hexadecimal
    rows_read   INTEGER NOT NULL,       -- without the header
    created     INTEGER NOT NULL,       -- figures (or accounts, users) new
    changed     INTEGER NOT NULL,       -- that were something else
    unchanged   INTEGER NOT NULL,       -- that were there already
    from_month  TEXT,                   -- months touched
    until_month TEXT,                   -- last of the months touched
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
-- all below it (0: in none). interactions has its own rows; engagement_rate has
-- in sum the interactions and in denominator the mean audience of the accounts
-- with both, and is not compared like for like. A row has expected above 0.
CREATE TABLE totals (
    month        TEXT NOT NULL,         -- M
    scope        TEXT NOT NULL CHECK (scope IN ('network', 'platform', 'sphere', 'range', 'sphere_range', 'entity')), -- what is counted over
    a            INTEGER NOT NULL,      -- see above
    b            INTEGER NOT NULL,      -- see above
    indicator_id INTEGER NOT NULL REFERENCES indicators (id), -- filed or derived
    expected     INTEGER NOT NULL,      -- expected accounts asked it, or with it known
    known        INTEGER NOT NULL,      -- accounts with a value
    positive     INTEGER NOT NULL,      -- accounts with a value above 0
    sum          REAL NOT NULL,         -- of the values
    denominator  REAL NOT NULL,         -- of engagement_rate, else 0
    n1           INTEGER NOT NULL,      -- accounts known in M and M-1
    before1      REAL NOT NULL,         -- their sum in M-1
    now1         REAL NOT NULL,         -- their sum in M
    n12          INTEGER NOT NULL,      -- the same against M-12
    before12     REAL NOT NULL,         -- their sum in M-12
    now12        REAL NOT NULL,         -- their sum in M
    PRIMARY KEY (month, scope, a, b, indicator_id)
) STRICT, WITHOUT ROWID;

-- Filings of a month over a scope, kept with every write; scopes as in totals.
-- The network's row, even of zeros, says that the month's totals are kept; of
-- another month they are counted when they are read.
CREATE TABLE filing_totals (
    month    TEXT NOT NULL,             -- of the filings
    scope    TEXT NOT NULL CHECK (scope IN ('network', 'platform', 'sphere', 'range', 'sphere_range', 'entity')), -- as in totals
    a        INTEGER NOT NULL,          -- as in totals
    b        INTEGER NOT NULL,          -- as in totals
    accounts INTEGER NOT NULL,          -- with at least one figure known
    expected INTEGER NOT NULL,          -- filings expected
    filed    INTEGER NOT NULL,          -- of these, submitted or accepted
    on_time  INTEGER NOT NULL,          -- of these, first submitted by the due day
    asked    INTEGER NOT NULL,          -- figures asked of the expected
    answered INTEGER NOT NULL,          -- of these, answered
    PRIMARY KEY (month, scope, a, b)
) STRICT, WITHOUT ROWID;

-- Reports that were issued. One is never rewritten: a reissue cancels and
-- replaces it, and both stay.
CREATE TABLE reports (
    id       INTEGER PRIMARY KEY,       -- its number, from 1 on
    month    TEXT NOT NULL,             -- that it reports on
    locale   TEXT NOT NULL CHECK (locale IN ('fr', 'en')), -- its language
    replaces INTEGER UNIQUE REFERENCES reports (id), -- the report that this one cancels and replaces; NULL: none
    as_of    TEXT NOT NULL,             -- instant at which its figures were read
    batch_id INTEGER NOT NULL REFERENCES batches (id) -- who issued it, when, and why again
) STRICT;
CREATE INDEX reports_month ON reports (month);

-- The bytes of issued reports, for ever the same.
CREATE TABLE report_files (
    report_id INTEGER NOT NULL REFERENCES reports (id), -- of which report
    variant   TEXT NOT NULL CHECK (variant IN ('full', 'accounts', 'totals')), -- accounts: without the register of decisions; totals: without each account, too
    filename  TEXT NOT NULL,            -- under which it is downloaded
    sha256    TEXT NOT NULL,            -- of data, in hexadecimal
    data      BLOB NOT NULL,            -- the workbook
    PRIMARY KEY (report_id, variant)
) STRICT;

-- Questions on figures: asked by a reviewer, answered by the holder, closed.
CREATE TABLE questions (
    id           INTEGER PRIMARY KEY,   -- in the order of asking
    month        TEXT NOT NULL,         -- of the figure
    account_id   INTEGER NOT NULL REFERENCES accounts (id), -- of the figure
    indicator_id INTEGER NOT NULL REFERENCES indicators (id), -- of the figure
    question     TEXT NOT NULL,         -- free text; erased with the person who asked
    asked_by     INTEGER NOT NULL REFERENCES batches (id), -- who asked, and when
    answer       TEXT NOT NULL DEFAULT '', -- free text; erased with the person who answered
    answered_by  INTEGER REFERENCES batches (id), -- NULL: not answered yet
    closed_by    INTEGER REFERENCES batches (id) -- NULL: open
) STRICT;
CREATE INDEX questions_account ON questions (account_id, month);
CREATE INDEX questions_open ON questions (month) WHERE closed_by IS NULL;

-- Changes of figures proposed after their month was closed.
CREATE TABLE corrections (
    id              INTEGER PRIMARY KEY, -- in the order of proposing
    month           TEXT NOT NULL,      -- of the figure
    account_id      INTEGER NOT NULL REFERENCES accounts (id), -- of the figure
    indicator_id    INTEGER NOT NULL REFERENCES indicators (id), -- of the figure
    old_state       INTEGER NOT NULL,   -- when it was proposed, as in figures
    old_value       REAL,               -- when it was proposed
    new_state       INTEGER NOT NULL,   -- proposed, as in figures
    new_value       REAL,               -- proposed
    new_reason      TEXT,               -- proposed, of state unavailable
    reason          TEXT NOT NULL,      -- why; free text, erased with the person
    proposed_by     INTEGER NOT NULL REFERENCES batches (id), -- who proposed it, and when
    state           TEXT NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'accepted', 'refused', 'withdrawn')), -- where it stands
    decision_reason TEXT NOT NULL DEFAULT '', -- of a refusal; free text, erased with the person who decided
    decided_by      INTEGER REFERENCES batches (id), -- who accepted, refused or withdrew it; NULL: nobody yet
    report_id       INTEGER REFERENCES reports (id) -- first report that restates it; NULL: none yet
) STRICT;
CREATE INDEX corrections_account ON corrections (account_id, month);
CREATE INDEX corrections_state ON corrections (state);

-- Days on which a person is away: dates only, never why. They are no part of
-- the history, and deleted when the month is closed.
CREATE TABLE days_away (
    id        INTEGER PRIMARY KEY,      -- no more than a number
    user_id   INTEGER NOT NULL REFERENCES users (id), -- who is away
    from_day  TEXT NOT NULL,            -- first day
    until_day TEXT NOT NULL,            -- last day
    deputy_id INTEGER REFERENCES users (id) -- who was named to stand in on these days; NULL: nobody
) STRICT;
CREATE INDEX days_away_user ON days_away (user_id);

-- Meetings of the editorial committee that are not on the usual day.
CREATE TABLE committees (
    month TEXT PRIMARY KEY,             -- in which it meets
    day   TEXT                          -- when; NULL: no committee in this month
) STRICT, WITHOUT ROWID;

-- What a person held when they left, as it was: so that leaving can be undone.
CREATE TABLE leaver_holdings (
    batch_id    INTEGER NOT NULL REFERENCES batches (id), -- the act of switching the person off
    account_id  INTEGER NOT NULL REFERENCES accounts (id), -- as in account_holders
    user_id     INTEGER NOT NULL REFERENCES users (id), -- as in account_holders: who left, or whoever took over
    role        TEXT NOT NULL,          -- as in account_holders
    from_day    TEXT NOT NULL,          -- as in account_holders
    until_day   TEXT,                   -- as in account_holders
    accepted_at TEXT                    -- as in account_holders
) STRICT;
CREATE INDEX leaver_holdings_batch ON leaver_holdings (batch_id);

-- Messages to send: written in the transaction of the act that they tell of,
-- composed when they are sent, so that no address and no text is kept here.
CREATE TABLE mails (
    id         INTEGER PRIMARY KEY,     -- in the order of queueing
    key        TEXT NOT NULL UNIQUE,    -- what the message is, such as reminder/2026-10/before/12: never twice
    kind       TEXT NOT NULL,           -- as in kpi.MailKinds
    user_id    INTEGER NOT NULL REFERENCES users (id), -- to whom
    account_id INTEGER REFERENCES accounts (id), -- that it is about; NULL: several or none
    month      TEXT,                    -- that it is about; NULL: none
    subject_id INTEGER,                 -- row that it is about: a question, a correction, a batch; NULL: none
    state      TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'dropped')), -- sending after a crash: perhaps sent, never sent again by itself
    attempts   INTEGER NOT NULL DEFAULT 0, -- begun so far
    queued_at  TEXT NOT NULL,           -- instant
    next_at    TEXT NOT NULL,           -- instant before which it is not tried
    expires_at TEXT NOT NULL,           -- instant from which it is dropped
    ended_at   TEXT,                    -- instant at which it was sent, dropped or given up
    problem    TEXT NOT NULL DEFAULT '' -- what the server answered, or why it was dropped; no address in it
) STRICT;
CREATE INDEX mails_next ON mails (next_at) WHERE state = 'queued';
CREATE INDEX mails_user ON mails (user_id);

-- Own wording of messages, where direction has edited it.
CREATE TABLE mail_wordings (
    kind    TEXT NOT NULL,              -- as in mails
    locale  TEXT NOT NULL CHECK (locale IN ('fr', 'en')), -- language of the wording
    subject TEXT NOT NULL,              -- with {places}
    body    TEXT NOT NULL,              -- plain text with {places}
    PRIMARY KEY (kind, locale)
) STRICT, WITHOUT ROWID;

-- Kinds of messages that a person wants no more.
CREATE TABLE mail_refusals (
    user_id INTEGER NOT NULL REFERENCES users (id), -- who does not want them
    kind    TEXT NOT NULL,              -- as in mails; never a security message
    PRIMARY KEY (user_id, kind)
) STRICT, WITHOUT ROWID;

-- Links of messages: to one's own filing without a password, to stop messages.
CREATE TABLE mail_links (
    token_hash BLOB PRIMARY KEY,        -- SHA-256 of the token in the link
    kind       TEXT NOT NULL CHECK (kind IN ('filing', 'stop')), -- what it opens
    user_id    INTEGER NOT NULL REFERENCES users (id), -- whose it is
    month      TEXT,                    -- of kind filing: the one that may be filed
    mail_kind  TEXT NOT NULL DEFAULT '', -- of kind stop: the messages that it stops
    created_at TEXT NOT NULL,           -- instant
    expires_at TEXT NOT NULL            -- instant
) STRICT;
CREATE INDEX mail_links_user ON mail_links (user_id);

-- Private addresses of calendar feeds.
CREATE TABLE calendar_feeds (
    token_hash BLOB PRIMARY KEY,        -- SHA-256 of the token in the address
    user_id    INTEGER NOT NULL REFERENCES users (id), -- whose calendar
    created_at TEXT NOT NULL,           -- instant
    revoked_at TEXT                     -- instant; NULL: in force
) STRICT;
CREATE INDEX calendar_feeds_user ON calendar_feeds (user_id);

-- Who a person is at the provider of single sign-on.
CREATE TABLE user_identities (
    issuer  TEXT NOT NULL,              -- address of the provider
    subject TEXT NOT NULL,              -- the provider's own lasting id of the person
    user_id INTEGER NOT NULL REFERENCES users (id), -- who that is here
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_identities_user ON user_identities (user_id);

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
