-- The monthly cycle: issued reports, questions, corrections, days away,
-- messages, calendar feeds, single sign-on.
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
    variant   TEXT NOT NULL CHECK (variant IN ('full', 'totals')), -- totals: for those who may not see each account
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

-- Public holidays are no working days from now on: totals of months whose due
-- day they move are counted again when the program next opens the file.
INSERT INTO settings (name, value) VALUES ('recount', 'due_dates');

-- What one act changed is found by its number.
CREATE INDEX filings_batch ON filings (batch_id);
CREATE INDEX filing_versions_batch ON filing_versions (batch_id);
