"""The rules that find problems, a file a family; each is a function of a ``Job``."""
