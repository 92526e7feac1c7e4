"""Pictures of every view, for people to look at: ``python dev.py shots``."""
