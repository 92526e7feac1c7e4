"""Rows of the action table, one menu a file."""
