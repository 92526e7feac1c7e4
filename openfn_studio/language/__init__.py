"""The text of a job: syntax tree, operations, problems, positions. Pure: imports domain only."""
