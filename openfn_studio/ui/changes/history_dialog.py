"""The local history of an open text: every version that was kept, and the way back to it."""

from datetime import datetime

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from openfn_studio.errors import StudioError
from openfn_studio.ui.changes.diff_view import DiffView
from openfn_studio.ui.changes.version_list import VersionDelegate, VersionModel, when
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.banner import Banner
from openfn_studio.ui.widgets.dialog import Dialog
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, row
from openfn_studio.ui.widgets.tree_view import TreeView
from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.editing.documents import DocumentBench
from openfn_studio.workbench.editing.versions import VersionBench, VersionFact
from openfn_studio.workbench.lanes import Lanes

_SIZE = (1040, 660)
_LIST_WIDTH = 230


class HistoryDialog(Dialog):
    """Lists the versions of a text, shows what changed since, and puts one back as one edit.

    Args:
        look: The look.
        lanes: Where texts are compared.
        documents: Whose text it is.
        versions: Reads the history.
        buffer: The open text.
        now: What "today" is.
        parent: The window it belongs to.
    """

    def __init__(
        self,
        look: Look,
        lanes: Lanes,
        documents: DocumentBench,
        versions: VersionBench,
        buffer: Buffer,
        now: datetime,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, f"Local history of {buffer.title}", parent)
        self._documents = documents
        self._versions = versions
        self._buffer = buffer
        self._now = now
        self._text: str | None = None
        self.model = VersionModel(now, self)
        self.list = TreeView(look, indent=0)
        self.view = DiffView(look, lanes, "Then", "Now")
        self._problem = Banner(look)
        self._build()
        if buffer.file:
            versions.list(buffer.file, self._take_versions, self._tell, owner=self)
        else:
            self._take_versions(())

    def _build(self) -> None:
        look = self.look
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self._delegate = VersionDelegate(look)
        self.list.setRootIsDecorated(False)
        self.list.setAccessibleName("Versions")
        self.list.setItemDelegate(self._delegate)
        self.list.setModel(self.model)
        self.list.selectionModel().currentChanged.connect(self._on_chosen)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.list)
        split.addWidget(self.view)
        split.setSizes([look.px(_LIST_WIDTH), look.px(_SIZE[0] - _LIST_WIDTH)])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        self._empty = EmptyState(
            look,
            "history",
            "No version was kept yet.",
            "Every change of this file is kept here from now on, saved or not.",
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(split)
        self._stack.addWidget(self._empty)
        self.body.addWidget(self._problem)
        self.body.addWidget(self._stack, 1)
        note = Label(look, "Putting a version back is one edit: Undo takes it back.", SMALL,
                     tone="muted")  # fmt: skip
        self.body.addWidget(bar(row(note, margins=(16, 8, 16, 8)), kind="surface", edge="top"))
        self.add_button("Close").clicked.connect(self.reject)
        self.restore = self.add_button("Put this version back", primary=True)
        self.restore.clicked.connect(self._put_back)
        self.restore.setEnabled(False)
        self.fit(*_SIZE)

    def _take_versions(self, versions: tuple[VersionFact, ...]) -> None:
        self.model.show(versions)
        self._stack.setCurrentIndex(0 if versions else 1)
        if versions:
            self.list.setCurrentIndex(self.model.index(0, 0))
            self.list.setFocus()

    def _on_chosen(self, index: QModelIndex) -> None:
        version = self.model.version(index)
        self._text = None
        self.restore.setEnabled(False)
        if version:
            place = index.row()
            self._versions.read(
                version, lambda text: self._show(place, version, text), self._tell, owner=self
            )

    def _show(self, place: int, version: VersionFact, text: str) -> None:
        if place != self.list.currentIndex().row():
            return
        now = self._documents.text(self._buffer.id)
        self._text = text
        self._problem.hide()
        self.view.name_sides(when(version.saved_at, self._now), "Now")
        self.view.compare(text, now)
        buffer = self._documents.buffer(self._buffer.id)
        self.restore.setEnabled(text != now and buffer is not None and not buffer.is_read_only)

    def _put_back(self) -> None:
        if self._text is not None and self._documents.buffer(self._buffer.id):
            self._documents.replace_text(self._buffer.id, self._text)
            self.accept()

    def _tell(self, problem: StudioError) -> None:
        self._problem.tell_problem(problem)
