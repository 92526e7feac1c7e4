"""Runs as the window sees them: inputs, events, breakpoints, time travel. No widgets."""
