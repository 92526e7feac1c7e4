"""Find and replace in the whole project: the form, the hits grouped by file, and the preview of a replacement."""
