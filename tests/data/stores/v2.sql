PRAGMA application_id = 1330007635;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE expression (
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE,
  text TEXT NOT NULL
) STRICT;
INSERT INTO "expression" VALUES(1,X'C5745F41CC9D6ED7BE4B2B1CEBF7661AD4416CC050875A4B8E9E54CE9420D8BC','post(''children'', state => state.data);
');
INSERT INTO "expression" VALUES(2,X'A57650646D91F9FF8EEE69AEF5D861CD29F4EFBF228999EF0B2B109B1458F465','nope();
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
INSERT INTO "http_exchange" VALUES(1864157156605952000,1,0,2.0,'POST','https://clinic.example/children','stub',0,NULL,'{}','{"size":2,"text":"{}"}',201,1.0,'{"content-type":"application/json"}','{"size":8,"text":"{\"id\":1}"}',NULL);
CREATE TABLE incident (
  run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  ms REAL NOT NULL,
  kind TEXT NOT NULL,                   -- dns blocked halted
  body TEXT NOT NULL,                   -- JSON
  PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO "incident" VALUES(1864157157654528000,0,0.0,'blocked','{"kind":"tcp","what":"A connection was stopped.","host":"db.example","port":5432}');
CREATE TABLE job (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES project (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  UNIQUE (project_id, name)
) STRICT;
INSERT INTO "job" VALUES(1864157156605952000,1864157156605952000,'register');
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
INSERT INTO "log_line" VALUES(1864157156605952000,0,4.0,'info','job',0,'{"line":1,"column":1}','Registered.');
CREATE TABLE migration (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at_ms INTEGER NOT NULL
) STRICT
;
INSERT INTO "migration" VALUES(1,'projects_jobs_runs',1777798801000);
INSERT INTO "migration" VALUES(2,'input_name',1777798805000);
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
INSERT INTO "operation" VALUES(1864157156605952000,0,'post','{"line":1}',0,'finished',1.0,4.0,'object','[{"op":"add","path":"/data/id","value":1}]',NULL);
CREATE TABLE project (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,             -- what tells it from others, e.g. its folder
  name TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  last_run_number INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO "project" VALUES(1864157156605952000,'fixture','FIXTURE',1777798802000,2);
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
  size_bytes INTEGER NOT NULL DEFAULT 0, input_name TEXT NOT NULL DEFAULT '',
  UNIQUE (project_id, number)
) STRICT;
INSERT INTO "run" VALUES(1864157156605952000,1864157156605952000,1864157156605952000,NULL,1,1,'editor','v1','test','{"asked":[],"loaded":[{"name":"@openfn/language-http","version":"4.0.0"}],"node":"24.19.0"}',1777798802000,1777798802006,6.0,0,NULL,'{}','{"data":{}}','{"data":{"id":1}}','[]',0,80,1,133,'registration.json');
INSERT INTO "run" VALUES(1864157157654528000,1864157156605952000,1864157156605952000,NULL,2,2,'editor','v1','test','{"asked":[]}',1777798803000,1777798803000,0.0,1,'{"name":"CompileError","message":"nope is not defined"}',NULL,NULL,NULL,'[]',0,0,0,0,'');
CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  lock_name TEXT NOT NULL UNIQUE,
  started_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX run_of_job ON run (job_id, id);
CREATE INDEX run_of_expression ON run (expression_id);
CREATE INDEX run_open ON run (session_id) WHERE exit_code IS NULL;
COMMIT;
