"""Completion, call tips and documentation at the caret."""
