PRAGMA application_id = 1330007635;
PRAGMA user_version = 3;
BEGIN TRANSACTION;
CREATE TABLE expression (
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE,
  text TEXT NOT NULL
) STRICT;
INSERT INTO expression VALUES(1,X'C5745F41CC9D6ED7BE4B2B1CEBF7661AD4416CC050875A4B8E9E54CE9420D8BC','post(''children'', state => state.data);
');
INSERT INTO expression VALUES(2,X'A57650646D91F9FF8EEE69AEF5D861CD29F4EFBF228999EF0B2B109B1458F465','nope();
');
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
INSERT INTO http_exchange VALUES(1864157156605952000,1,0,2.0,'POST','https://clinic.example/children','stub',0,NULL,'{}','{"size":2,"text":"{}"}',201,1.0,'{"content-type":"application/json"}','{"size":8,"text":"{\"id\":1}"}',NULL);
CREATE TABLE incident (
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  ms REAL NOT NULL,
  kind TEXT NOT NULL,                   -- dns blocked halted
  body TEXT NOT NULL,                   -- JSON
  PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO incident VALUES(1864157157654528000,0,0.0,'blocked','{"kind":"tcp","what":"A connection was stopped.","host":"db.example","port":5432}');
CREATE TABLE job (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  name TEXT NOT NULL, number INTEGER, expression TEXT NOT NULL DEFAULT '', adaptor TEXT, adaptor_version TEXT, extra_adaptors TEXT NOT NULL DEFAULT '[]', trigger_id INTEGER REFERENCES trigger (id) ON DELETE SET NULL, credential_id INTEGER REFERENCES credential (id) ON DELETE SET NULL, autoprocess INTEGER NOT NULL DEFAULT 0, archived INTEGER NOT NULL DEFAULT 0, test_mode INTEGER NOT NULL DEFAULT 1, no_console INTEGER NOT NULL DEFAULT 0, long_run INTEGER NOT NULL DEFAULT 0, dialect TEXT, is_public INTEGER NOT NULL DEFAULT 0, path_in_external_repo TEXT, cron_fired_at_ms INTEGER, inserted_at_ms INTEGER NOT NULL DEFAULT 0, updated_at_ms INTEGER NOT NULL DEFAULT 0,
  UNIQUE (project_id, name)
) STRICT;
INSERT INTO job VALUES(1864157156605952000,1864157156605952000,'register',NULL,'',NULL,NULL,'[]',NULL,NULL,0,0,1,0,0,NULL,0,NULL,NULL,0,0);
INSERT INTO job VALUES(1880096768000000000,1880096768000000000,'register-child',1,'fn(s => s);','http','v2.0.0','[]',1880096768000000000,1880096768000000000,1,0,1,0,0,NULL,0,NULL,NULL,1793000000000,1793000000000);
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
INSERT INTO log_line VALUES(1864157156605952000,0,4.0,'info','job',0,'{"line":1,"column":1}','Registered.');
CREATE TABLE migration (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at_ms INTEGER NOT NULL
) STRICT
;
INSERT INTO migration VALUES(1,'projects_jobs_runs',1777798801000);
INSERT INTO migration VALUES(2,'input_name',1777798805000);
INSERT INTO migration VALUES(3,'platform',1795681802993);
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
INSERT INTO operation VALUES(1864157156605952000,0,'post','{"line":1}',0,'finished',1.0,4.0,'object','[{"op":"add","path":"/data/id","value":1}]',NULL);
CREATE TABLE project (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,             -- what tells it from others, e.g. its folder
  name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  last_run_number INTEGER NOT NULL DEFAULT 0
, number INTEGER, description TEXT NOT NULL DEFAULT '', source TEXT, dialect TEXT NOT NULL DEFAULT 'v1', test_mode INTEGER NOT NULL DEFAULT 1, concurrency INTEGER NOT NULL DEFAULT 1, keep_messages_days INTEGER, keep_runs_days INTEGER, last_message_number INTEGER NOT NULL DEFAULT 0, updated_at_ms INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO project VALUES(1864157156605952000,'fixture','FIXTURE',1777798802000,2,NULL,'',NULL,'v1',1,1,NULL,NULL,0,0);
INSERT INTO project VALUES(1880096768000000000,'00000000-0000-4000-8000-000000000001','Clinic',1793000000000,0,1,'','/clinic','v1',1,1,NULL,NULL,1,1793000000000);
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
  size_bytes INTEGER NOT NULL DEFAULT 0, input_name TEXT NOT NULL DEFAULT '', cause TEXT, initial TEXT, message_id INTEGER REFERENCES message (id) ON DELETE SET NULL, source_run_id INTEGER REFERENCES run (id) ON DELETE SET NULL, trigger_name TEXT, chain TEXT NOT NULL DEFAULT '[]', attempt INTEGER NOT NULL DEFAULT 1, waiting_id INTEGER, input TEXT, is_settled INTEGER NOT NULL DEFAULT 1, is_indexed INTEGER NOT NULL DEFAULT 0,
  UNIQUE (project_id, number)
) STRICT;
INSERT INTO run VALUES(1864157156605952000,1864157156605952000,1864157156605952000,NULL,1,1,'editor','v1','test','{"asked":[],"loaded":[{"name":"@openfn/language-http","version":"4.0.0"}],"node":"24.19.0"}',1777798802000,1777798802006,6.0,0,NULL,'{}','{"data":{}}','{"data":{"id":1}}','[]',0,80,1,133,'registration.json',NULL,NULL,NULL,NULL,NULL,'[]',1,NULL,NULL,1,0);
INSERT INTO run VALUES(1864157157654528000,1864157156605952000,1864157156605952000,NULL,2,2,'editor','v1','test','{"asked":[]}',1777798803000,1777798803000,0.0,1,'{"name":"CompileError","message":"nope is not defined"}',NULL,NULL,NULL,'[]',0,0,0,0,'',NULL,NULL,NULL,NULL,NULL,'[]',1,NULL,NULL,1,0);
CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  lock_name TEXT NOT NULL UNIQUE,
  started_at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counter VALUES('credential',1);
INSERT INTO counter VALUES('job',1);
INSERT INTO counter VALUES('project',1);
INSERT INTO counter VALUES('trigger',1);
CREATE TABLE user (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name TEXT NOT NULL DEFAULT '',
  password TEXT,                        -- scrypt; null: nobody can sign in with a password
  is_owner INTEGER NOT NULL DEFAULT 0,
  inserted_at_ms INTEGER NOT NULL
) STRICT;
INSERT INTO user VALUES(1,'owner@example.org','Owner',NULL,1,1793000000000);
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
INSERT INTO token VALUES(1,1,'personal','laptop',X'0101010101010101010101010101010101010101010101010101010101010101',1793000000000,NULL,NULL);
CREATE TABLE inbox_key (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,                   -- api_key, basic
  name TEXT NOT NULL DEFAULT '',
  username TEXT,                        -- of a Basic pair
  secret TEXT NOT NULL,                 -- SHA-256 of a key we made, scrypt of a chosen password
  inserted_at_ms INTEGER NOT NULL
) STRICT;
INSERT INTO inbox_key VALUES(1,1880096768000000000,'api_key','source',NULL,'0000000000000000000000000000000000000000000000000000000000000000',1793000000000);
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
INSERT INTO trigger VALUES(1880096768000000000,1880096768000000000,1,'births','message','{"form":"birth"}',NULL,NULL,NULL,1,0,1793000000000,1793000000000);
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
INSERT INTO credential VALUES(1880096768000000000,1,1,'register','raw','seal-1',X'7365616C6564','["password"]',1793000000000,1793000000000);
CREATE TABLE credential_share (
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  credential_id INTEGER NOT NULL REFERENCES credential (id) ON DELETE CASCADE,
  PRIMARY KEY (project_id, credential_id)
) STRICT, WITHOUT ROWID;
INSERT INTO credential_share VALUES(1880096768000000000,1880096768000000000);
CREATE TABLE job_state (
  job_id INTEGER PRIMARY KEY REFERENCES job (id) ON DELETE CASCADE,
  state TEXT NOT NULL,                  -- JSON, exact, never with configuration
  saved_at_ms INTEGER NOT NULL
) STRICT;
INSERT INTO job_state VALUES(1880096768000000000,'{"cursor":1}',1793000000000);
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
INSERT INTO message VALUES(1880096768000000000,1880096768000000000,1,1793000000000,'inbox','','{}','{}','{"form":"birth","name":"Mocky"}',NULL,NULL,NULL,NULL,31,1793000001000);
CREATE TABLE message_edit (
  message_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  body TEXT NOT NULL,
  edited_at_ms INTEGER NOT NULL,
  user_id INTEGER REFERENCES user (id) ON DELETE SET NULL,
  PRIMARY KEY (message_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO message_edit VALUES(1880096768000000000,0,'{"form":"birth","name":"Sampley"}',1793000001000,1);
CREATE TABLE attachment (
  id INTEGER PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL DEFAULT '',
  body BLOB NOT NULL,
  UNIQUE (message_id, name)
) STRICT;
INSERT INTO attachment VALUES(1,1880096768000000000,'a.jpg','image/jpeg',X'6A7067');
CREATE TABLE message_match (
  trigger_id INTEGER NOT NULL REFERENCES trigger (id) ON DELETE CASCADE,
  message_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  PRIMARY KEY (trigger_id, message_id)
) STRICT, WITHOUT ROWID;
INSERT INTO message_match VALUES(1880096768000000000,1880096768000000000);
CREATE TABLE message_job (
  message_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  job_id INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  state TEXT NOT NULL,                  -- waiting, running, success, failure
  PRIMARY KEY (message_id, job_id)
) STRICT, WITHOUT ROWID;
INSERT INTO message_job VALUES(1880096768000000000,1880096768000000000,1880096768000000000,'waiting');
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
INSERT INTO waiting_run VALUES(1,1880096768000000000,1880096768000000000,1880096768000000000,NULL,'message','message',NULL,'[]',1,1793000000000,0);
CREATE TABLE text_index (
  name TEXT PRIMARY KEY,
  reaches INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO text_index VALUES('message',1880096768000000000);
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
CREATE TABLE remote_version (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  remote TEXT NOT NULL,
  kind TEXT NOT NULL,
  remote_id TEXT NOT NULL,
  seen_at_ms INTEGER NOT NULL,
  value TEXT NOT NULL                   -- JSON, the whole of it as received
) STRICT;
CREATE INDEX run_of_job ON run (job_id, id);
CREATE INDEX run_of_expression ON run (expression_id);
CREATE INDEX run_open ON run (session_id) WHERE exit_code IS NULL;
CREATE INDEX token_of_user ON token (user_id);
CREATE INDEX inbox_key_of_project ON inbox_key (project_id);
CREATE UNIQUE INDEX project_by_number ON project (number);
CREATE UNIQUE INDEX trigger_by_name ON trigger (project_id, name) WHERE is_deleted = 0;
CREATE INDEX share_of_credential ON credential_share (credential_id);
CREATE UNIQUE INDEX job_by_number ON job (number);
CREATE INDEX job_of_trigger ON job (trigger_id) WHERE trigger_id IS NOT NULL;
CREATE INDEX job_of_credential ON job (credential_id) WHERE credential_id IS NOT NULL;
CREATE INDEX message_of_project ON message (project_id);
CREATE UNIQUE INDEX message_by_submission ON message (project_id, submission)
  WHERE submission IS NOT NULL;
CREATE INDEX match_of_message ON message_match (message_id);
CREATE INDEX message_job_by_state ON message_job (project_id, state, message_id);
CREATE INDEX message_job_of_job ON message_job (job_id, message_id);
CREATE INDEX waiting_of_project ON waiting_run (project_id, id);
CREATE INDEX waiting_of_message ON waiting_run (message_id, job_id) WHERE message_id IS NOT NULL;
CREATE INDEX waiting_of_job ON waiting_run (job_id);
CREATE INDEX waiting_after ON waiting_run (source_run_id) WHERE source_run_id IS NOT NULL;
CREATE INDEX run_of_message ON run (message_id, job_id) WHERE message_id IS NOT NULL;
CREATE INDEX run_after ON run (source_run_id) WHERE source_run_id IS NOT NULL;
CREATE INDEX run_by_exit ON run (project_id, exit_code);
CREATE INDEX run_by_waiting ON run (waiting_id) WHERE waiting_id IS NOT NULL;
CREATE INDEX run_unsettled ON run (id) WHERE is_settled = 0;
CREATE INDEX run_unindexed ON run (id)
  WHERE is_indexed = 0 AND cause IS NOT NULL AND exit_code IS NOT NULL;
CREATE VIEW message_words (id, text) AS
  SELECT id, ifnull(plain, body) FROM message
  WHERE id <= (SELECT reaches FROM text_index WHERE name = 'message');
CREATE VIEW run_words (id, text) AS
  SELECT id, ifnull(error, '') || char(10) || ifnull(
    (SELECT group_concat(text, char(10)) FROM log_line WHERE run_id = run.id), '') FROM run;
CREATE VIEW indexed_run_words (id, text) AS
  SELECT id, text FROM run_words WHERE id IN (SELECT id FROM run WHERE is_indexed = 1);
CREATE INDEX version_of_remote ON remote_version (project_id, remote, kind, remote_id, id);
CREATE VIRTUAL TABLE message_text USING fts5 (
  text, content = 'message_words', content_rowid = 'id',
  tokenize = 'trigram', detail = none, columnsize = 0
);
CREATE VIRTUAL TABLE run_text USING fts5 (
  text, content = 'indexed_run_words', content_rowid = 'id',
  tokenize = 'trigram', detail = none, columnsize = 0
);
INSERT INTO message_text (message_text) VALUES ('rebuild');
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
COMMIT;
