"""The project the window shows, its jobs, triggers and adaptors. QtCore, no widgets."""
