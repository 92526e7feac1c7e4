"""What the v1 engine does with a corpus of jobs, and that Studio does the same."""
