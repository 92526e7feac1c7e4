"""Who may sign in to a platform and post to its inboxes: users, tokens, inbox keys."""
