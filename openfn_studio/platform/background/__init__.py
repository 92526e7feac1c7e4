"""What a platform does when nobody asks: comparing older messages, removing old ones."""
