"""Documentation of adaptors: functions with parameters and examples, searchable."""
