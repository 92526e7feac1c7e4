"""The question what to do with a file that another program changed, with the difference."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from openfn_studio.ui.changes.diff_view import DiffView
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL, TITLE
from openfn_studio.ui.widgets.dialog import Dialog
from openfn_studio.ui.widgets.label import Label
from openfn_studio.workbench.editing.buffer import OutsideChange
from openfn_studio.workbench.lanes import Lanes

_SIZE = (980, 640)
_GONE = "Its text is still open here. Save it, and the file is there again."
_CHANGED = (
    "You have unsaved changes in it too. Whichever you choose, the other text stays in the local "
    "history."
)


class DiffDialog(Dialog):
    """Shows the file's text beside the user's, and asks which one stays. Escape asks later.

    Signals:
        mine_kept: The ``OutsideChange``; the user's text stays.
        theirs_taken: The ``OutsideChange``; the file's text comes in.
        both_opened: The ``OutsideChange``; the file's text opens beside.

    Args:
        look: The look.
        lanes: Where texts are compared.
        change: What happened.
        mine: The text the user has.
        parent: The window it belongs to.
    """

    mine_kept = Signal(object)
    theirs_taken = Signal(object)
    both_opened = Signal(object)

    def __init__(
        self,
        look: Look,
        lanes: Lanes,
        change: OutsideChange,
        mine: str,
        parent: QWidget | None = None,
    ) -> None:
        title, is_gone = change.buffer.title, change.disk_text is None
        what = "deleted or moved" if is_gone else "changed"
        super().__init__(look, f"{title} was {what}", parent)
        self.body.addWidget(Label(look, f"{title} was {what} by another program", TITLE, 600))
        self.body.addWidget(Label(look, _GONE if is_gone else _CHANGED, SMALL, tone="muted",
                                  wrap=True))  # fmt: skip
        if is_gone:
            self._offer("Keep it open", lambda: self.mine_kept.emit(change), primary=True)
            return
        self.view = DiffView(look, lanes, "On disk, from the other program", "Yours, not saved")
        self.body.addWidget(self.view, 1)
        self._offer("Open both", lambda: self.both_opened.emit(change))
        self._offer("Take theirs", lambda: self.theirs_taken.emit(change))
        self._offer("Keep mine", lambda: self.mine_kept.emit(change), primary=True)
        self.fit(*_SIZE)
        self.view.compare(change.disk_text or "", mine)
        self.view.setFocus()

    def _offer(self, text: str, choose: Callable[[], None], *, primary: bool = False) -> None:
        button = self.add_button(text, primary=primary)
        button.clicked.connect(choose)
        button.clicked.connect(self.accept)
