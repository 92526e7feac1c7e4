"""The settings page, made from the settings table, and the list of keyboard shortcuts."""
