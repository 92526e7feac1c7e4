"""Notices: the toast that shows the newest one, the centre that keeps all, the bell that counts."""
