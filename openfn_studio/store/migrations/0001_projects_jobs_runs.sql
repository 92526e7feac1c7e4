-- Projects, jobs, and runs with their operations, HTTP exchanges and log.
--
-- Ids are internal and ordered by time: max(last + 1, milliseconds << 20). People, the CLI and the
-- API use `number`. Times end in _ms: `..._at_ms` counts from 1970 in UTC, `ms` from the run's
-- start. Columns that hold JSON say so. Messages, triggers, credentials and users come later.

CREATE TABLE project (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,             -- what tells it from others, e.g. its folder
  name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  last_run_number INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE job (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  UNIQUE (project_id, name)
) STRICT;

-- A process that writes runs. Its file lock tells whether it is alive.
CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  lock_name TEXT NOT NULL UNIQUE,
  started_at_ms INTEGER NOT NULL
) STRICT;

-- Job texts, each once.
CREATE TABLE expression (
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  job_id INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  session_id INTEGER REFERENCES session (id) ON DELETE SET NULL,
  expression_id INTEGER NOT NULL REFERENCES expression (id),
  number INTEGER NOT NULL,
  origin TEXT NOT NULL,
  dialect TEXT NOT NULL,
  http_mode TEXT NOT NULL,
  adaptors TEXT NOT NULL,               -- JSON: specifiers as asked for, then as loaded
  started_at_ms INTEGER NOT NULL,
  finished_at_ms INTEGER,
  took_ms REAL,
  exit_code INTEGER,                    -- null while it runs
  error TEXT,                           -- JSON
  compiled TEXT,                        -- JSON: dropped code and warnings
  initial_state TEXT,                   -- JSON, redacted; null when too big to be kept
  final_state TEXT,                     -- JSON, exact, never with configuration
  secret_paths TEXT NOT NULL DEFAULT '[]',  -- JSON Pointers into final_state
  dropped_logs INTEGER NOT NULL DEFAULT 0,
  peak_mb INTEGER NOT NULL DEFAULT 0,
  is_pinned INTEGER NOT NULL DEFAULT 0,
  size_bytes INTEGER NOT NULL DEFAULT 0,
  UNIQUE (project_id, number)
) STRICT;

CREATE INDEX run_of_job ON run (job_id, id);
CREATE INDEX run_of_expression ON run (expression_id);
CREATE INDEX run_open ON run (session_id) WHERE exit_code IS NULL;

CREATE TABLE operation (
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  range TEXT NOT NULL,                  -- JSON
  is_hoisted INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT 'pending',  -- pending running finished failed interrupted
  started_ms REAL,
  took_ms REAL,
  returned TEXT,
  patch TEXT,                           -- JSON Patch; null when too big to be kept
  error TEXT,                           -- JSON
  PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE http_exchange (
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  operation INTEGER,
  ms REAL NOT NULL,
  method TEXT NOT NULL,
  url TEXT NOT NULL,
  origin TEXT NOT NULL,
  rule INTEGER,
  at TEXT,                              -- JSON
  request_headers TEXT NOT NULL DEFAULT '{}',
  request_body TEXT,                    -- JSON
  status INTEGER,
  took_ms REAL,
  response_headers TEXT NOT NULL DEFAULT '{}',
  response_body TEXT,                   -- JSON
  problem TEXT,
  PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_line (
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  ms REAL NOT NULL,
  level TEXT NOT NULL,
  source TEXT NOT NULL,
  operation INTEGER,
  at TEXT,                              -- JSON
  text TEXT NOT NULL,
  PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

-- What else happened: a name look-up that was answered here, a blocked connection, a limit.
CREATE TABLE incident (
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  ms REAL NOT NULL,
  kind TEXT NOT NULL,                   -- dns blocked halted
  body TEXT NOT NULL,                   -- JSON
  PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;
