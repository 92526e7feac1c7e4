"""The platform's HTTP API: v1's calls to the letter, and ours in the same style."""
