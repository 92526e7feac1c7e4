"""The state of a run that waits: offered to be edited, edited, and shown as it was edited."""

from PySide6.QtCore import QObject, Signal

from openfn_studio.ui.inspector.contents import editable_text
from openfn_studio.ui.inspector.head import Head
from openfn_studio.ui.inspector.moments import Moments
from openfn_studio.ui.inspector.operation_line import Line
from openfn_studio.ui.inspector.pages import Pages
from openfn_studio.workbench.lanes import Lane


class WaitingState(QObject):
    """Opens and leaves the editor.

    Signals:
        begun: The editor is shown.
        edited: The state the user wrote, JSON in UTF-8.
        refused: The ``StudioError`` that keeps it from being edited.
    """

    begun = Signal()
    edited = Signal(object)
    refused = Signal(object)

    def __init__(
        self, head: Head, pages: Pages, moments: Moments, lane: Lane, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._head = head
        self._pages = pages
        self._moments = moments
        self._lane = lane
        self._state: bytes | None = None
        self.is_editing = False
        """True while the editor is shown."""
        head.edit_wanted.connect(self._on_wanted)
        pages.editor.accepted.connect(self._on_accepted)
        pages.editor.cancelled.connect(self.leave)

    def offer(self, state: bytes) -> None:
        """Offer to edit a state, while it can be looked at."""
        self._state = state
        self._head.offer_edit(is_offered=True)

    def edit(self, state: bytes) -> None:
        """Show the editor with a state."""
        self._lane.run(lambda _: editable_text(state), self._begin, self.refused.emit, owner=self)

    def withdraw(self) -> None:
        """Offer it no longer: the run goes on."""
        self._state = None
        self._head.offer_edit(is_offered=False)
        self._moments.forget_edited()
        self.leave()

    def leave(self) -> None:
        """Leave the editor, if it is shown."""
        if self.is_editing:
            self.is_editing = False
            self._moments.refresh()

    def _on_wanted(self) -> None:
        if self._state is not None:
            self.edit(self._state)

    def _begin(self, text: str) -> None:
        self.is_editing = True
        self._head.line.say(Line(name="Edit the state", note="the run waits"))
        self._pages.editor.show_text(text)
        self._pages.setCurrentWidget(self._pages.editor)
        self._pages.editor.setFocus()
        self.begun.emit()

    def _on_accepted(self, state: bytes) -> None:
        self.is_editing = False
        if self._state is not None:
            self._state = state
        self._moments.show_edited(state)
        self.edited.emit(state)
