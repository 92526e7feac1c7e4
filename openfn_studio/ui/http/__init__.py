"""The HTTP panel: every request of a run, its answer, and who gave it."""
