"""Pixels: one folder a panel. Imports workbench, domain, language, state and leaves only."""
