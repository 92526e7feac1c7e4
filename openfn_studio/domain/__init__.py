"""The nouns of the field as frozen values, one noun a file. Pure: imports leaves only."""
