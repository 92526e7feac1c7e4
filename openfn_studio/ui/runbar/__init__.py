"""The run bar: what a job is given, by whose rules it runs, whether requests are sent, and Run."""
