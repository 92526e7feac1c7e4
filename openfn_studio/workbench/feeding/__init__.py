"""What a run is fed: input choices, the assembled initial state, values of credentials."""
