"""Projects and what belongs to them: jobs, triggers, credentials."""
