"""Two texts compared: changes made outside the program, and the local history of a file."""
