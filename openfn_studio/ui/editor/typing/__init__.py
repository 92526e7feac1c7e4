"""What typing does beyond writing a letter: pairs, indentation, lines, comments, carets."""
