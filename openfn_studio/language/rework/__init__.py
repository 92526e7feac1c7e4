"""Point-and-click edits of a job: each gives text edits that leave all other bytes as they are."""
