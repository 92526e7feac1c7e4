"""The page that makes a job and its trigger together, every answer checked in place."""
