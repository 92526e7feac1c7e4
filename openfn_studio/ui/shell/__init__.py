"""The frame of the window: top bar, activity bar, docks, tabs, status bar."""
