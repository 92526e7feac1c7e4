"""HTTP at the edge: slow and oversized requests, errors as JSON."""
