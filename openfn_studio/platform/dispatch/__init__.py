"""Which waiting run is started when, and what follows from its end."""
