"""Messages: how they are kept, edited, found again and removed."""
