"""Two texts side by side or inline: changes made outside the program, and the local history of a file."""
