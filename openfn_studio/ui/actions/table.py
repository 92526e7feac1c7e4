"""The one table of actions."""

from openfn_studio.ui.actions.spec import ActionSpec
from openfn_studio.ui.actions.tables import edit, file, go, help, project, run, select, view

ACTIONS: tuple[ActionSpec, ...] = (
    *file.ROWS,
    *edit.ROWS,
    *select.ROWS,
    *view.ROWS,
    *run.ROWS,
    *go.ROWS,
    *project.ROWS,
    *help.ROWS,
)
"""Every action of the window, in the order of its menus."""
