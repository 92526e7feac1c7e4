"""What others say about lines: problems, breakpoints, the chosen operation, failures, changes."""
