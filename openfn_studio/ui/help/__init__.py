"""Help: the guide, about the program, diagnostics, ways out to OpenFn's own pages."""
