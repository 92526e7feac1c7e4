"""Runs as the window sees them: inputs, events, breakpoints, kept runs, time travel. QtCore, no widgets."""
