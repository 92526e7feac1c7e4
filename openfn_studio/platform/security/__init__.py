"""Who may ask: hosts, origins, tokens, passwords, inbox keys."""
