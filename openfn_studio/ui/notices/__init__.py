"""Notices: the toast that shows the newest one, and the centre that keeps all."""
