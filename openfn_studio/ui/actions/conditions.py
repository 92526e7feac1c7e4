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
    "state": "There is no state to look at. Run the job first.",
    "earlier": "This is the first operation.",
    "later": "This is the last operation.",
    "unsaved": "Everything is saved.",
    "back": "There is nowhere to go back to.",
    "forward": "There is nowhere to go forward to.",
    "problem": "There is no problem in this job.",
    "log": "The log is empty: run the job first.",
    "exchange": "Choose a request in the HTTP panel first.",
    "tree_insert": "Open a job first.",
    "tree_duplicate": "Choose an operation in the tree first.",
    "tree_up": "Choose an operation in the tree first.",
    "tree_down": "Choose an operation in the tree first.",
    "tree_switch": "Choose an operation in the tree first.",
    "tree_edit": "Choose a text, a number, true, false or null in the tree first.",
    "tree_delete": "Choose an operation in the tree first.",
}
"""Every condition's name, and why an action that needs it is disabled."""
