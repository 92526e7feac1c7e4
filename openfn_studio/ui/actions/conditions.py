"""When actions can be used, and what is said when they cannot."""

REASONS = {
    "project": "Open a project first.",
    "text": "Open a job or a file first.",
    "job": "Open a job first.",
    "writable": "This file can only be read.",
    "idle": "A run is going on. Stop it first.",
    "running": "No run is going on.",
    "waiting": "No run waits at a breakpoint.",
    "states": "Run the job first: there are no operations to step through.",
    "earlier": "This is the first operation.",
    "later": "This is the last operation.",
    "unsaved": "Everything is saved.",
    "back": "There is nowhere to go back to.",
    "forward": "There is nowhere to go forward to.",
    "problem": "There is no problem in this job.",
    "log": "The log is empty: run the job first.",
    "exchange": "Choose a request in the HTTP panel first.",
    "two_runs": "Select two runs to compare them.",
}
"""Every condition's name, and why an action that needs it is disabled."""
