-- An issued report may hold the register of decisions; those who may not see it
-- have a variant of their own. The bytes stay as they are.
CREATE TABLE report_files_next (
    report_id INTEGER NOT NULL REFERENCES reports (id), -- of which report
    variant   TEXT NOT NULL CHECK (variant IN ('full', 'accounts', 'totals')), -- accounts: without the register of decisions; totals: without each account, too
    filename  TEXT NOT NULL,            -- under which it is downloaded
    sha256    TEXT NOT NULL,            -- of data, in hexadecimal
    data      BLOB NOT NULL,            -- the workbook
    PRIMARY KEY (report_id, variant)
) STRICT;
INSERT INTO report_files_next SELECT report_id, variant, filename, sha256, data FROM report_files;
DROP TABLE report_files;
ALTER TABLE report_files_next RENAME TO report_files;

-- Tests whose review has come are found without reading the life of every
-- account. Some databases have this index already.
CREATE INDEX IF NOT EXISTS account_states_review ON account_states (review_day) WHERE review_day IS NOT NULL;
