"""What the user is told of the text in the editor, above it: where it happened, not in a box."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from openfn_studio.errors import StudioError
from openfn_studio.ui.changes.diff_dialog import DiffDialog
from openfn_studio.ui.changes.diff_view import DiffView
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.widgets.banner import Banner
from openfn_studio.ui.widgets.dialog import Dialog
from openfn_studio.workbench.editing.buffer import Buffer, BufferId, OutsideChange, SaveFailure
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.editing.outside import OutsideWatch
from openfn_studio.workbench.lanes import Lanes

DIFFERENCE = "See difference"
KEEP = "Keep mine"
SAVE_AGAIN = "Save it again"
CLOSE = "Close"
DISCARD = "Discard"
TRY_AGAIN = "Try again"

_SIZE = (980, 640)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is to be said of one text."""

    tone: str
    what: str
    means: str
    buttons: tuple[str, ...] = ()
    change: OutsideChange | None = None


class TextBanner(QWidget):
    """Says what is up with the current text: changed outside, gone, recovered, not saved.

    Signals:
        close_requested: The id of a buffer the user wants to close.

    Args:
        look: The look.
        lanes: Where texts are compared.
        documents: Whose current text it is about.
        outside: Takes the answers about changes from outside.
    """

    close_requested = Signal(object)

    def __init__(
        self, look: Look, lanes: Lanes, documents: DocumentBench, outside: OutsideWatch
    ) -> None:
        super().__init__()
        self._look = look
        self._lanes = lanes
        self._documents = documents
        self._outside = outside
        self._told: dict[BufferId, _Told] = {}
        self.banner = Banner(look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.banner)
        self.banner.pressed.connect(self._on_pressed)
        self.banner.dismissed.connect(self._on_dismissed)
        documents.changed_outside.connect(self._on_outside)
        documents.recovered.connect(self._on_recovered)
        documents.save_failed.connect(self._on_save_failed)
        documents.saved.connect(lambda buffer: self._forget(buffer.id))
        documents.closed.connect(lambda buffer: self._forget(buffer.id))
        documents.changed.connect(self._on_changed)
        documents.current_changed.connect(self._refresh)

    # ------------------------------------------------------------------ what happened

    def _on_outside(self, change: OutsideChange) -> None:
        title = change.buffer.title
        if change.disk_text is None:
            told = _Told(
                "warn",
                f"{title} was deleted or moved by another program.",
                "Its text is still open here, unsaved.",
                (SAVE_AGAIN, CLOSE),
                change,
            )
        else:
            told = _Told(
                "warn",
                f"{title} was changed by another program.",
                "You have unsaved changes in it too; nothing was written.",
                (DIFFERENCE, KEEP),
                change,
            )
        self._tell(change.buffer.id, told)

    def _on_recovered(self, buffers: tuple[Buffer, ...]) -> None:
        for buffer in buffers:
            told = _Told(
                "info",
                f"What was not saved in {buffer.title} is back.",
                "The program ended before it was saved. Save it, or discard it.",
                (DIFFERENCE, DISCARD),
            )
            self._tell(buffer.id, told)

    def _on_save_failed(self, failure: SaveFailure) -> None:
        problem: StudioError = failure.problem
        what = f"{problem.place}: {problem.what}" if problem.place else problem.what
        means = " ".join(filter(None, (problem.means, problem.remedy)))
        buttons = () if failure.buffer.is_read_only else (TRY_AGAIN,)
        self._tell(failure.buffer.id, _Told("err", what, means, buttons))

    def _on_changed(self, buffer: Buffer) -> None:
        # Taken back, or taken over: there is nothing left to decide.
        told = self._told.get(buffer.id)
        if told and not buffer.is_dirty and told.tone != "err":
            self._forget(buffer.id)

    # ------------------------------------------------------------------ what is shown

    def _tell(self, buffer_id: BufferId, told: _Told) -> None:
        self._told[buffer_id] = told
        self._refresh()

    def _forget(self, buffer_id: BufferId) -> None:
        if self._told.pop(buffer_id, None):
            self._refresh()

    def _refresh(self) -> None:
        current = self._documents.current
        told = self._told.get(current.id) if current else None
        if told:
            self.banner.tell(told.tone, told.what, told.means, told.buttons)
        elif current and current.is_read_only and not current.file:
            self.banner.hide()
        elif current and current.is_read_only:
            self.banner.tell("info", f"{current.title} can only be read.", current.read_only_reason)
        else:
            self.banner.hide()

    def _on_dismissed(self) -> None:
        current = self._documents.current
        if current:
            self._told.pop(current.id, None)

    # ------------------------------------------------------------------ what the user answers

    def _on_pressed(self, text: str) -> None:
        current = self._documents.current
        told = self._told.get(current.id) if current else None
        if not current or not told:
            return
        if text == DIFFERENCE and told.change:
            self.ask(told.change)
        elif text == DIFFERENCE:
            self.show_difference(current)
        elif text == KEEP and told.change:
            self._outside.keep_mine(told.change)
            self._forget(current.id)
        elif text == DISCARD:
            self._documents.revert(current.id)
            self._forget(current.id)
        elif text == CLOSE:
            self.close_requested.emit(current.id)
        else:
            self._documents.save(current.id)

    def ask(self, change: OutsideChange) -> DiffDialog:
        """Open the question what to do with a change, with the difference."""
        mine = self._documents.text(change.buffer.id)
        dialog = DiffDialog(self._look, self._lanes, change, mine, self.window())
        dialog.mine_kept.connect(self._outside.keep_mine)
        dialog.theirs_taken.connect(self._outside.take_theirs)
        dialog.both_opened.connect(self._outside.open_both)
        dialog.accepted.connect(lambda: self._forget(change.buffer.id))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def show_difference(self, buffer: Buffer) -> Dialog:
        """Show what a text has that its file has not."""
        dialog = Dialog(self._look, f"Unsaved changes in {buffer.title}", self.window())
        view = DiffView(self._look, self._lanes, "On disk", "Here, not saved")
        dialog.body.setContentsMargins(0, 0, 0, 0)
        dialog.body.addWidget(view)
        dialog.add_button("Close", primary=True).clicked.connect(dialog.accept)
        dialog.finished.connect(dialog.deleteLater)
        dialog.fit(*_SIZE)
        before = self._documents.disk_text(buffer.id) or ""
        view.compare(before, self._documents.text(buffer.id))
        dialog.open()
        return dialog
