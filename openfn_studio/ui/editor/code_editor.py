"""The code editor the rest of the window sees: one text, with all that can be done to it."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from openfn_studio.domain.text import TextRange
from openfn_studio.language.problem import Problem, TextEdit
from openfn_studio.ui.editor import writing
from openfn_studio.ui.editor.accessible import make_accessible
from openfn_studio.ui.editor.assist.knowledge import Surroundings
from openfn_studio.ui.editor.caret import CaretFact, caret_fact
from openfn_studio.ui.editor.commands import Command, commands_of
from openfn_studio.ui.editor.keymap import Keymap
from openfn_studio.ui.editor.marks.line_numbers import place_of
from openfn_studio.ui.editor.menu import show_menu
from openfn_studio.ui.editor.parts import Parts, parts_of
from openfn_studio.ui.editor.scintilla import Surface, Update
from openfn_studio.ui.editor.settings import EditorSettings
from openfn_studio.ui.editor.syntax_style import syntax_style
from openfn_studio.ui.editor.typing.indentation import Indentation, detected, line_end_of
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.editing.buffer import BufferKind

_MOVED = int(Update.Selection) | int(Update.Content)


class CodeEditor(QWidget):
    """A text to read and write.

    Signals:
        edited: The text changed; it is asked for by ``text``.
        caret_moved: The ``CaretFact`` of now.
        find_requested: The user wants to find; True with replacing.
        fix_chosen: A ``Fix``'s edits, a tuple of ``TextEdit``, to be carried out.
        files_dropped: A tuple of ``Path`` to be opened.
        refused: The user tried to write into a text that can only be read.

    Args:
        look: The look.
        surroundings: What completion knows; None for a text without any.
        shares: Another editor whose text is shown here too.
    """

    edited = Signal()
    caret_moved = Signal(object)
    find_requested = Signal(object)
    fix_chosen = Signal(object)
    files_dropped = Signal(object)
    refused = Signal()

    def __init__(
        self,
        look: Look,
        surroundings: Surroundings | None = None,
        shares: "CodeEditor | None" = None,
    ) -> None:
        super().__init__()
        self._look = look
        self._settings = EditorSettings()
        self._kind: BufferKind = shares.kind if shares else "job"
        self._indentation = Indentation(2)
        self._told = CaretFact(0, 0, -1)
        self.tab_moves_focus = False
        """Whether Tab leaves the text, for those who go through a window by keyboard."""
        self.surroundings = surroundings or Surroundings(None, self)
        """What completion knows."""
        self.surface = Surface(self)
        """The text area itself, for parts of the editor."""
        if shares is not None:
            self.surface.show_text_of(shares.surface)
        self.parts: Parts = parts_of(
            look,
            self.surface,
            self,
            self.surroundings,
            shares.parts if shares else None,
            lambda: self._indentation,
            self.fix_chosen.emit,
        )
        """What works on the text, for the pane and for tests."""
        self.commands: dict[str, Command] = commands_of(
            self.parts, lambda: self._kind, self.find_requested.emit
        )
        """All the editor can do, by name; ``keymap.KEYS`` and the action table name the same."""
        self.commands["tab-focus"] = self._toggle_tab
        make_accessible(self.surface)
        self._lay_out()
        self._connect()
        self.apply(self._settings)

    # ------------------------------------------------------------------ the text

    def load(self, text: str, kind: BufferKind = "job") -> None:
        """Show a text as it was saved last; it cannot be undone."""
        self._kind = kind
        self.surface.use_line_end(line_end_of(text))
        self.surface.load(text)
        self.parts.colouring.use(kind)
        self.parts.lines.takes_breakpoints = self.parts.completer.is_on = kind == "job"
        self._indent_as(text)
        self._repaint()

    @property
    def kind(self) -> BufferKind:
        """What kind of text it is."""
        return self._kind

    def text(self) -> str:
        """Return the whole text."""
        return self.surface.text()

    def replace_text(self, text: str) -> None:
        """Write another text, as one step to undo."""
        writing.replace_text(self.surface, text)

    def apply_edits(self, edits: Sequence[TextEdit]) -> None:
        """Carry out edits that do not overlap, as one step to undo."""
        writing.apply_edits(self.surface, edits)

    def mark_saved(self) -> None:
        """Say that the text is what the file holds: the change bar begins anew."""
        self.surface.setSavePoint()

    def set_read_only(self, is_read_only: bool) -> None:
        """Let the user write, or only read."""
        self.surface.setReadOnly(is_read_only)

    # ------------------------------------------------------------------ the caret

    @property
    def caret(self) -> CaretFact:
        """Where the caret is."""
        return caret_fact(self.surface)

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the caret somewhere, counted from 1, and show it in the middle."""
        position = place_of(self.surface, line, column)
        self._show(position, position)

    def select(self, where: TextRange) -> None:
        """Select a range and show it."""
        start, end = self.surface.position_of(where.start), self.surface.position_of(where.end)
        self._show(start, end)

    def focus_editor(self) -> None:
        """Give the text the keyboard."""
        self.surface.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, start: int, end: int) -> None:
        surface = self.surface
        surface.ensureVisibleEnforcePolicy(surface.lineFromPosition(start))
        surface.setSel(start, end)
        surface.chooseCaretX()
        first, shown = surface.firstVisibleLine(), surface.linesOnScreen()
        line = surface.visibleFromDocLine(surface.lineFromPosition(start))
        if not first <= line < first + shown:
            surface.setFirstVisibleLine(max(0, line - shown // 3))
        surface.scrollRange(end, start)

    # ------------------------------------------------------------------ how it looks

    def set_style(self, name: str) -> None:
        """Take another syntax style, at once."""
        self.parts.painter.paint(syntax_style(self._look, name), self._settings.font_size)
        self._paint_around()

    def apply(self, settings: EditorSettings) -> None:
        """Follow the user's settings."""
        surface = self.surface
        self._settings = settings
        surface.setWrapMode(1 if settings.wraps else 0)
        surface.setWrapVisualFlags(2)
        surface.setViewWS(1 if settings.shows_whitespace else 0)
        self.parts.typist.closes_pairs = settings.closes_pairs
        self.parts.completer.is_eager = settings.completes
        self.parts.painter.show_notes(settings.shows_notes)
        self._indent_as(self.surface.part(0, 100_000).decode("utf-8", "ignore"))
        self._repaint()

    def show_operations(self) -> None:
        """Colour the names the job's adaptors offer, as they are known now."""
        self.parts.colouring.use_operations(self.surroundings.operation_names)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Draw what is wrong with the text as it is now."""
        self.parts.problems.show(problems)
        self.parts.fixes.on_problems_known()

    # ------------------------------------------------------------------ inside

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.surface)
        # Where two scroll bars meet the style draws a box of its own.
        self.surface.setCornerWidget(QWidget())
        self.setFocusProxy(self.surface)

    def _connect(self) -> None:
        surface = self.surface
        keymap = Keymap(self.commands)
        surface.key_handlers += [
            self.parts.completer.take,
            self.parts.tips.take,
            self._take_tab,
            keymap.take,
            self.parts.typist.take,
        ]
        surface.mouse_handlers.append(self.parts.fixes.take_press)
        surface.text_changed.connect(lambda _: self._on_changed())
        surface.updateUi.connect(self._on_updated)
        surface.zoom.connect(  # pyright: ignore[reportAttributeAccessIssue] - the signal
            lambda _: self.parts.painter.set_margin_widths()
        )
        surface.linesAdded.connect(lambda _: self.parts.painter.set_margin_widths())
        surface.files_dropped.connect(self.files_dropped)
        surface.modifyAttemptReadOnly.connect(self.refused)
        surface.menu_requested.connect(self._open_menu)
        surface.pointer_moved.connect(self._on_pointer)
        self.parts.completer.accepted.connect(lambda _: self.parts.tips.show_signature())
        self._look.changed.connect(self._repaint)

    def _toggle_tab(self) -> None:
        self.tab_moves_focus = not self.tab_moves_focus

    def _take_tab(self, event: QKeyEvent) -> bool:
        if not self.tab_moves_focus or event.key() not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        self.focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
        return True

    def _on_changed(self) -> None:
        if self.parts.colouring.has_outgrown:
            # Not now: Scintilla is in the middle of telling us.
            QTimer.singleShot(0, self._on_outgrown)
        self.edited.emit()

    def _on_outgrown(self) -> None:
        if self.parts.colouring.has_outgrown:
            self.parts.colouring.use(self._kind)
        self._repaint()

    def _on_updated(self, what: int) -> None:
        if int(what) & _MOVED:
            fact = self.caret
            if fact != self._told:
                self._told = fact
                self.caret_moved.emit(fact)

    def _on_pointer(self, point: QPoint | None) -> None:
        is_over = point is not None and self.parts.lines.margin_at(point) is not None
        self.parts.painter.show_fold_handles(is_over)

    def _open_menu(self, place: QPoint) -> None:
        self.parts.tips.hide()
        writes = not self.surface.readOnly()
        show_menu(self, self.commands, place, is_job=self._kind == "job", writes=writes)

    def _indent_as(self, text: str) -> None:
        self._indentation = detected(text, self._settings.tab_width)
        self.surroundings.indent = self._indentation.unit
        self.surface.setUseTabs(self._indentation.uses_tabs)
        self.surface.setTabWidth(self._indentation.width)
        self.surface.setIndent(self._indentation.width)
        self.surface.setTabIndents(True)
        self.surface.setBackSpaceUnIndents(True)

    def _repaint(self) -> None:
        self.set_style(self._settings.style)

    def _paint_around(self) -> None:
        """Give what is not text, such as the scroll bars' ground, the style's ground."""
        style = self.parts.painter.style
        if style is not None:
            palette = self.surface.palette()
            for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Base):
                palette.setColor(role, QColor(style.ground))
            self.surface.setPalette(palette)
            self.surface.setAutoFillBackground(True)
