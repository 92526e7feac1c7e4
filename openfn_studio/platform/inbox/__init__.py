"""What arrives at a project's inbox, in every form a source may send it."""
