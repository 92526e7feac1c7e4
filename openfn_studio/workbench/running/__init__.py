"""Running jobs in the window: the run that is on, its input, what is kept of it."""
