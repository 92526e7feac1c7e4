"""The command palette and quick open."""
