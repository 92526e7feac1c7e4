"""The menu of what mends a problem: by key, and by a click on the note behind a line."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from openfn_studio.language.problem import Fix, Problem, TextEdit
from openfn_studio.ui.editor.marks.notes import Notes
from openfn_studio.ui.editor.marks.problems import ProblemMarks
from openfn_studio.ui.editor.scintilla import Surface

NO_FIX = "There is no quick fix here"


class QuickFixes:
    """Opens the menu and hands on what was chosen.

    Args:
        surface: The text.
        problems: What is wrong with it.
        notes: Where that is told.
        editor: The menu's parent.
        chosen: Gets the edits of the chosen fix.
    """

    def __init__(
        self,
        surface: Surface,
        problems: ProblemMarks,
        notes: Notes,
        editor: QWidget,
        chosen: Callable[[tuple[TextEdit, ...]], None],
    ) -> None:
        self._surface = surface
        self._problems = problems
        self._notes = notes
        self._editor = editor
        self._chosen = chosen
        self._is_wanted = False
        self.menu: QMenu | None = None
        """The menu that was opened last."""

    def open_at_caret(self) -> None:
        """Offer what mends the problem at the caret, or on its line."""
        if not self._problems.is_current and self._problems.problems:
            # The text changed a moment ago: the fixes are being found anew.
            self._is_wanted = True
            return
        caret = self._surface.currentPos()
        self._open(self._problems.fixes_near(caret), self._surface.point_of(caret))

    def on_problems_known(self) -> None:
        """Open the menu that had to wait for the problems."""
        if self._is_wanted:
            self._is_wanted = False
            self.open_at_caret()

    def take_press(self, event: QMouseEvent) -> bool:
        """Deal with a click on a note; False leaves it to the text."""
        point = event.position().toPoint()
        is_left = event.button() == Qt.MouseButton.LeftButton
        line = self._notes.line_at(self._surface, point) if is_left else None
        if line is None or not self._problems.is_current:
            return False
        placed = self._problems.on_line(line)
        if not placed:
            return False
        self._surface.setFocus()
        self._surface.gotoPos(placed[0].start)
        fixes = [(one.problem, fix) for one in placed for fix in one.problem.fixes]
        self._open(fixes, point)
        return True

    def _open(self, fixes: list[tuple[Problem, Fix]], point: QPoint) -> None:
        menu = self.menu = QMenu(self._editor)
        menu.setAccessibleName("Quick fixes")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        if not fixes or self._surface.readOnly():
            menu.addAction(NO_FIX).setEnabled(False)
        else:
            for problem, fix in fixes:
                action = menu.addAction(fix.title)
                action.setToolTip(problem.message)
                action.triggered.connect(lambda _=False, edits=fix.edits: self._chosen(edits))
        menu.popup(self._surface.viewport().mapToGlobal(point))
        menu.setActiveAction(menu.actions()[0])
