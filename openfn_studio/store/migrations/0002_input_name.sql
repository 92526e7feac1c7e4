-- What a run was given, in words, as its list shows it: a file's name, "Result of run 12".
ALTER TABLE run ADD COLUMN input_name TEXT NOT NULL DEFAULT '';
