"""The start page: ways to begin, recent projects, what this computer can do."""
