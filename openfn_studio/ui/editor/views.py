"""One or two views of one text, side by side."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter

from openfn_studio.language.problem import Problem
from openfn_studio.ui.editor.assist.knowledge import Surroundings
from openfn_studio.ui.editor.caret import CaretFact
from openfn_studio.ui.editor.code_editor import CodeEditor
from openfn_studio.ui.editor.settings import EditorSettings
from openfn_studio.ui.theme.look import Look


class TextViews(QSplitter):
    """The views; what belongs to the text, such as its marks, goes by the first one.

    Signals:
        caret_moved: The ``CaretFact`` of the view in use.
        breakpoint_toggled: A line, from 1.
        find_requested: The user wants to find; True with replacing.
        files_dropped: A tuple of ``Path`` to be opened.
        refused: The user tried to write into a text that can only be read.
        focused: One of the views got the keyboard.

    Args:
        look: The look.
        surroundings: What completion knows.
        name: What the text is called, for screen readers.
    """

    caret_moved = Signal(object)
    breakpoint_toggled = Signal(object)
    find_requested = Signal(object)
    files_dropped = Signal(object)
    refused = Signal()
    focused = Signal()

    def __init__(self, look: Look, surroundings: Surroundings, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._look = look
        self._surroundings = surroundings
        self._name = name
        self._settings = EditorSettings()
        self._second: CodeEditor | None = None
        self.first = CodeEditor(look, surroundings)
        """The view that is always there."""
        self.active = self.first
        """The view that has, or had, the keyboard."""
        self.setChildrenCollapsible(False)
        self._introduce(self.first)

    def __iter__(self) -> Iterator[CodeEditor]:
        yield self.first
        if self._second is not None:
            yield self._second

    @property
    def is_split(self) -> bool:
        """Whether there are two views."""
        return self._second is not None

    def split(self, is_split: bool) -> None:
        """Show the text in two views, or in one again."""
        if is_split and self._second is None:
            self._second = CodeEditor(self._look, self._surroundings, self.first)
            self._second.set_read_only(self.first.surface.readOnly())
            self._introduce(self._second)
            self._second.go_to(self.first.caret.line)
            self._second.focus_editor()
        elif not is_split and self._second is not None:
            self._use(self.first)
            self.first.parts.colouring.remove_view(self._second.surface)
            self._second.deleteLater()
            self._second = None
            self.first.focus_editor()

    def apply(self, settings: EditorSettings) -> None:
        """Follow the user's settings."""
        self._settings = settings
        for editor in self:
            editor.apply(settings)

    def set_read_only(self, is_read_only: bool) -> None:
        """Let the user write, or only read."""
        for editor in self:
            editor.set_read_only(is_read_only)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Draw what is wrong with the text as it is now."""
        for editor in self:
            editor.show_problems(problems)

    def _introduce(self, editor: CodeEditor) -> None:
        editor.caret_moved.connect(lambda fact: self._on_caret_moved(editor, fact))
        editor.find_requested.connect(self.find_requested)
        editor.fix_chosen.connect(editor.apply_edits)
        editor.files_dropped.connect(self.files_dropped)
        editor.refused.connect(self.refused)
        editor.parts.lines.breakpoint_toggled.connect(self.breakpoint_toggled)
        editor.surface.focus_moved.connect(lambda has: self._use(editor) if has else None)
        editor.surface.setAccessibleName(self._name)
        editor.apply(self._settings)
        self.addWidget(editor)

    def _use(self, editor: CodeEditor) -> None:
        self.active = editor
        self.first.parts.finder.view = editor.surface
        self.setFocusProxy(editor)
        self.focused.emit()

    def _on_caret_moved(self, editor: CodeEditor, fact: CaretFact) -> None:
        if editor is self.active:
            self.caret_moved.emit(fact)
