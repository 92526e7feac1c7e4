-- What a platform holds besides runs: users, triggers, credentials, messages, the queue, search.
--
-- `number` is what people, the command line and the API say. Messages and runs are numbered in
-- their project. Projects, jobs, triggers and credentials are numbered in the whole file, because
-- v1's calls name them without a project. A mirror keeps the numbers of its platform.

-- The last number of each kind, so that none is given twice, also after a deletion.
CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------ people and keys

CREATE TABLE user (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name TEXT NOT NULL DEFAULT '',
  password TEXT,                        -- scrypt; null: nobody can sign in with a password
  is_owner INTEGER NOT NULL DEFAULT 0,
  inserted_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE token (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,                   -- personal, session
  name TEXT NOT NULL DEFAULT '',
  sha256 BLOB NOT NULL UNIQUE,
  inserted_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER,                -- null: never
  used_at_ms INTEGER
) STRICT;
CREATE INDEX token_of_user ON token (user_id);

-- What may post to a project's inbox. A project without any is protected by its URL alone.
CREATE TABLE inbox_key (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,                   -- api_key, basic
  name TEXT NOT NULL DEFAULT '',
  username TEXT,                        -- of a Basic pair
  secret TEXT NOT NULL,                 -- SHA-256 of a key we made, scrypt of a chosen password
  inserted_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX inbox_key_of_project ON inbox_key (project_id);

-- ------------------------------------------------------------------ projects and their parts

ALTER TABLE project ADD COLUMN number INTEGER;   -- null: only a place for the editor's runs
ALTER TABLE project ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN source TEXT;      -- the folder it was imported from
ALTER TABLE project ADD COLUMN dialect TEXT NOT NULL DEFAULT 'v1';
ALTER TABLE project ADD COLUMN test_mode INTEGER NOT NULL DEFAULT 1;
ALTER TABLE project ADD COLUMN concurrency INTEGER NOT NULL DEFAULT 1;
ALTER TABLE project ADD COLUMN keep_messages_days INTEGER;  -- null: for ever
ALTER TABLE project ADD COLUMN keep_runs_days INTEGER;      -- null: for ever
ALTER TABLE project ADD COLUMN last_message_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE project ADD COLUMN updated_at_ms INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX project_by_number ON project (number);

CREATE TABLE trigger (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  number INTEGER NOT NULL UNIQUE,
  name TEXT NOT NULL,
  type TEXT NOT NULL,                   -- message, cron, success, failure
  criteria TEXT,                        -- JSON as written: 8 and 8.0 stay different texts
  exclusion TEXT,                       -- JSON as written
  cron TEXT,
  watched_job_id INTEGER REFERENCES job (id) ON DELETE SET NULL,
  matches_since_id INTEGER NOT NULL DEFAULT 0,  -- stored matches reach back to this message id
  is_deleted INTEGER NOT NULL DEFAULT 0,
  inserted_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX trigger_by_name ON trigger (project_id, name) WHERE is_deleted = 0;

CREATE TABLE credential (
  id INTEGER PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  owner_id INTEGER REFERENCES user (id) ON DELETE SET NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL DEFAULT 'raw',
  seal_name TEXT NOT NULL UNIQUE,       -- whom the vault sealed the body for
  sealed BLOB,                          -- null: it has no values yet
  fields TEXT NOT NULL DEFAULT '[]',    -- JSON: the names of what is in it
  inserted_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE credential_share (
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  credential_id INTEGER NOT NULL REFERENCES credential (id) ON DELETE CASCADE,
  PRIMARY KEY (project_id, credential_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX share_of_credential ON credential_share (credential_id);

ALTER TABLE job ADD COLUMN number INTEGER;       -- null: only known from a run of the editor
ALTER TABLE job ADD COLUMN expression TEXT NOT NULL DEFAULT '';
ALTER TABLE job ADD COLUMN adaptor TEXT;         -- as v1 writes it: http, mssql
ALTER TABLE job ADD COLUMN adaptor_version TEXT; -- null: the latest at run time
ALTER TABLE job ADD COLUMN extra_adaptors TEXT NOT NULL DEFAULT '[]';  -- JSON
ALTER TABLE job ADD COLUMN trigger_id INTEGER REFERENCES trigger (id) ON DELETE SET NULL;
ALTER TABLE job ADD COLUMN credential_id INTEGER REFERENCES credential (id) ON DELETE SET NULL;
ALTER TABLE job ADD COLUMN autoprocess INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN test_mode INTEGER NOT NULL DEFAULT 1;
ALTER TABLE job ADD COLUMN no_console INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN long_run INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN dialect TEXT;         -- null: the project's
ALTER TABLE job ADD COLUMN is_public INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN path_in_external_repo TEXT;
ALTER TABLE job ADD COLUMN cron_fired_at_ms INTEGER;  -- the last minute the clock started it
ALTER TABLE job ADD COLUMN inserted_at_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job ADD COLUMN updated_at_ms INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX job_by_number ON job (number);
CREATE INDEX job_of_trigger ON job (trigger_id) WHERE trigger_id IS NOT NULL;
CREATE INDEX job_of_credential ON job (credential_id) WHERE credential_id IS NOT NULL;

-- What a cron job's next run begins with.
CREATE TABLE job_state (
  job_id INTEGER PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
  state TEXT NOT NULL,                  -- JSON, exact, never with configuration
  saved_at_ms INTEGER NOT NULL
) STRICT;

-- ------------------------------------------------------------------ messages

CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  received_at_ms INTEGER NOT NULL,
  source TEXT NOT NULL,                 -- inbox, openrosa, hand
  content_type TEXT NOT NULL DEFAULT '',
  headers TEXT NOT NULL DEFAULT '{}',   -- JSON, keys and passwords masked
  query TEXT NOT NULL DEFAULT '{}',     -- JSON: becomes __query_params
  body TEXT NOT NULL,                   -- JSON text, as received when it was JSON
  plain TEXT,                           -- the body without escapes, for search, when it has any
  received BLOB,                        -- the bytes as received, when they are not `body`
  submission BLOB,                      -- what tells an OpenRosa submission from others
  user_id INTEGER REFERENCES user (id) ON DELETE SET NULL,  -- who added it by hand
  size_bytes INTEGER NOT NULL,          -- of `body`
  edited_at_ms INTEGER,
  UNIQUE (project_id, number)
) STRICT;
CREATE INDEX message_of_project ON message (project_id);
CREATE UNIQUE INDEX message_by_submission ON message (project_id, submission)
  WHERE submission IS NOT NULL;

-- What a message's body was before each edit; position 0 is the original.
CREATE TABLE message_edit (
  message_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  body TEXT NOT NULL,
  edited_at_ms INTEGER NOT NULL,
  user_id INTEGER REFERENCES user (id) ON DELETE SET NULL,
  PRIMARY KEY (message_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE attachment (
  id INTEGER PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL DEFAULT '',
  body BLOB NOT NULL,
  UNIQUE (message_id, name)
) STRICT;

-- Which messages pass which filters, stored when they arrive.
CREATE TABLE message_match (
  trigger_id INTEGER NOT NULL REFERENCES trigger (id) ON DELETE CASCADE,
  message_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  PRIMARY KEY (trigger_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX match_of_message ON message_match (message_id);

-- What became of a message in a job: derived from the queue and the runs, kept for filtering.
CREATE TABLE message_job (
  message_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  job_id INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  state TEXT NOT NULL,                  -- waiting, running, success, failure
  PRIMARY KEY (message_id, job_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_job_by_state ON message_job (project_id, state, message_id);
CREATE INDEX message_job_of_job ON message_job (job_id, message_id);

-- ------------------------------------------------------------------ the queue and runs

-- Runs that have not been started. A run leaves it in the transaction that starts it.
CREATE TABLE waiting_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  job_id INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  message_id INTEGER REFERENCES message (id) ON DELETE CASCADE,
  source_run_id INTEGER REFERENCES run (id) ON DELETE SET NULL,  -- ended, failed or retried
  cause TEXT NOT NULL,
  initial TEXT NOT NULL,                -- where the initial state comes from
  trigger_name TEXT,
  chain TEXT NOT NULL DEFAULT '[]',     -- JSON: the jobs before it in its chain
  attempt INTEGER NOT NULL DEFAULT 1,
  queued_at_ms INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX waiting_of_project ON waiting_run (project_id, id);
CREATE INDEX waiting_of_message ON waiting_run (message_id, job_id) WHERE message_id IS NOT NULL;
CREATE INDEX waiting_of_job ON waiting_run (job_id);
CREATE INDEX waiting_after ON waiting_run (source_run_id) WHERE source_run_id IS NOT NULL;

ALTER TABLE run ADD COLUMN cause TEXT;           -- null: a run of the editor
ALTER TABLE run ADD COLUMN initial TEXT;         -- where its initial state came from
ALTER TABLE run ADD COLUMN message_id INTEGER REFERENCES message (id) ON DELETE SET NULL;
ALTER TABLE run ADD COLUMN source_run_id INTEGER REFERENCES run (id) ON DELETE SET NULL;
ALTER TABLE run ADD COLUMN trigger_name TEXT;
ALTER TABLE run ADD COLUMN chain TEXT NOT NULL DEFAULT '[]';
ALTER TABLE run ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1;
ALTER TABLE run ADD COLUMN waiting_id INTEGER;   -- what it was in the queue
ALTER TABLE run ADD COLUMN input TEXT;           -- JSON: the exact initial state, unless a message's
ALTER TABLE run ADD COLUMN is_settled INTEGER NOT NULL DEFAULT 1;  -- 0: what follows is not decided
ALTER TABLE run ADD COLUMN is_indexed INTEGER NOT NULL DEFAULT 0;  -- its log is in the text index
CREATE INDEX run_of_message ON run (message_id, job_id) WHERE message_id IS NOT NULL;
CREATE INDEX run_after ON run (source_run_id) WHERE source_run_id IS NOT NULL;
CREATE INDEX run_by_exit ON run (project_id, exit_code);
CREATE INDEX run_by_waiting ON run (waiting_id) WHERE waiting_id IS NOT NULL;
CREATE INDEX run_unsettled ON run (id) WHERE is_settled = 0;
CREATE INDEX run_unindexed ON run (id)
  WHERE is_indexed = 0 AND cause IS NOT NULL AND exit_code IS NOT NULL;

-- ------------------------------------------------------------------ search

-- How far the background has come: messages up to this id are in the text index.
CREATE TABLE text_index (
  name TEXT PRIMARY KEY,
  reaches INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO text_index VALUES ('message', 0);

-- What is in the index, so that SQLite can compare both and make the index anew.
CREATE VIEW message_words (id, text) AS
  SELECT id, ifnull(plain, body) FROM message
  WHERE id <= (SELECT reaches FROM text_index WHERE name = 'message');
CREATE VIRTUAL TABLE message_text USING fts5 (
  text, content = 'message_words', content_rowid = 'id',
  tokenize = 'trigram', detail = none, columnsize = 0
);

CREATE VIEW run_words (id, text) AS
  SELECT id, ifnull(error, '') || char(10) || ifnull(
    (SELECT group_concat(text, char(10)) FROM log_line WHERE run_id = run.id), '') FROM run;
CREATE VIEW indexed_run_words (id, text) AS
  SELECT id, text FROM run_words WHERE id IN (SELECT id FROM run WHERE is_indexed = 1);
CREATE VIRTUAL TABLE run_text USING fts5 (
  text, content = 'indexed_run_words', content_rowid = 'id',
  tokenize = 'trigram', detail = none, columnsize = 0
);

-- The index follows whatever changes a row, so that it cannot drift.
CREATE TRIGGER message_gone BEFORE DELETE ON message
WHEN old.id <= (SELECT reaches FROM text_index WHERE name = 'message') BEGIN
  INSERT INTO message_text (message_text, rowid, text)
    VALUES ('delete', old.id, ifnull(old.plain, old.body));
END;
CREATE TRIGGER message_changed AFTER UPDATE OF body, plain ON message
WHEN old.id <= (SELECT reaches FROM text_index WHERE name = 'message') BEGIN
  INSERT INTO message_text (message_text, rowid, text)
    VALUES ('delete', old.id, ifnull(old.plain, old.body));
  INSERT INTO message_text (rowid, text) VALUES (new.id, ifnull(new.plain, new.body));
END;
CREATE TRIGGER run_gone BEFORE DELETE ON run WHEN old.is_indexed = 1 BEGIN
  INSERT INTO run_text (run_text, rowid, text)
    VALUES ('delete', old.id, (SELECT text FROM run_words WHERE id = old.id));
END;

-- ------------------------------------------------------------------ sync

-- For every field the value both sides had when they last agreed.
CREATE TABLE sync_base (
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  remote TEXT NOT NULL,                 -- the user's name of the platform
  kind TEXT NOT NULL,                   -- job, trigger, credential
  remote_id TEXT NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,                  -- JSON
  synced_at_ms INTEGER NOT NULL,
  PRIMARY KEY (project_id, remote, kind, remote_id, field)
) STRICT, WITHOUT ROWID;

-- Every version of a remote thing that Studio ever saw, to be put back.
CREATE TABLE remote_version (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  remote TEXT NOT NULL,
  kind TEXT NOT NULL,
  remote_id TEXT NOT NULL,
  seen_at_ms INTEGER NOT NULL,
  value TEXT NOT NULL                   -- JSON, the whole of it as received
) STRICT;
CREATE INDEX version_of_remote ON remote_version (project_id, remote, kind, remote_id, id);
