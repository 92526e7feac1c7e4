"""The state inspector: what the state was before and after every operation, and what changed."""
