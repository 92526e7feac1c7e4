"""What a user does in the whole window: real widgets, workbench, engine and files."""
