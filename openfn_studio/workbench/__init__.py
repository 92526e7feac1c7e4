"""What the user of the window is doing, as facts and signals. QtCore only, no widgets."""
