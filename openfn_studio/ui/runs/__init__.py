"""Lists of kept runs: all of a project, and those of the job in view."""
