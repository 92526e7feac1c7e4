"""The texts the user has open, and what is known about them. QtCore, no widgets."""
