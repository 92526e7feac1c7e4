"""The page that makes a job and its trigger together, with every answer checked in place."""
