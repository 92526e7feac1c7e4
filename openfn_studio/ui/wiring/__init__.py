"""Connects panels with the workbench: one concern a file, all connections in sight."""
