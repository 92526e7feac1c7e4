"""What a run is given: its input, the assembled initial state, the values of its credential."""
