"""Colours, folds and brackets of the text, kept up as it changes."""
