"""Find and replace inside one text."""
