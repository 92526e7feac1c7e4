"""The job as a tree: operations as the dialect runs them, or the raw syntax; edited by hand."""
