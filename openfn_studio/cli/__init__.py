"""The terminal: commands, a file a noun. Composition root; may import everything but the window."""
