"""Find and replace in the whole project, with a preview of every replacement."""
