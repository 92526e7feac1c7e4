"""OpenFn Studio: the desktop IDE for OpenFn jobs."""
