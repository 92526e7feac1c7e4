"""What the window looks like: themes of colour roles, fonts, icons, the style sheet."""
