"""The project the window shows: its folder, jobs and triggers, and the adaptors it uses. QtCore, no widgets."""
