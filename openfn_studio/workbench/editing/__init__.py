"""The texts the user has open: buffers, what is written of them, what is known about them. QtCore, no widgets."""
