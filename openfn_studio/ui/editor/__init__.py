"""The code editor. Only ``scintilla`` names the binding; all else goes through its surface."""
