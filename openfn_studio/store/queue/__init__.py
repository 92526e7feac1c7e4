"""Runs that wait, the state a run begins with, and what follows from its end."""
