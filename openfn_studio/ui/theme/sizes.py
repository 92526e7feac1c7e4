"""Text sizes in pixels at 100 %; the user's scale multiplies them."""

CAPTION = 11
"""Captions, table heads, marks."""
SMALL = 12
"""Most of the frame: buttons, chips, tables, the log."""
BODY = 13
"""Text, trees, code."""
TITLE = 15
"""The title of a view."""
PAGE = 20
"""The title of a page."""
HERO = 28
"""The start page."""
