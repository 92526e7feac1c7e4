"""The one table of actions: menus, keys, buttons, the palette and the shortcut list read it."""
