"""The problems panel: what is wrong in the open jobs, and what mends it."""
