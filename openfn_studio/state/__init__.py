"""JSON values: reading with repairs, paths, differences. Pure: imports domain and leaves only."""
