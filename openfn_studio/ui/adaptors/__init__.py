"""The adaptors page: what is on this computer, what npm has, installation, documentation."""
