"""The adaptors page."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from openfn_studio.ui.adaptors.detail import AdaptorDetail
from openfn_studio.ui.adaptors.install_bar import InstallBar
from openfn_studio.ui.adaptors.installed_list import InstalledDelegate, InstalledModel
from openfn_studio.ui.adaptors.remove_dialog import RemoveDialog
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import PAGE, SMALL
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, column, row
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.ui.widgets.tree_view import TreeView
from openfn_studio.workbench.notices import NoticeBench
from openfn_studio.workbench.projects.adaptor_facts import InstalledFact, InstallEnd
from openfn_studio.workbench.projects.adaptors import AdaptorBench


class AdaptorsPage(QWidget):
    """What is on this computer at the left, the chosen version at the right.

    Signals:
        insert_requested: Code to insert at the caret.
        copy_requested: A text for the clipboard.
        link_requested: An address to open in the browser.
    """

    insert_requested = Signal(object)
    copy_requested = Signal(object)
    link_requested = Signal(object)

    def __init__(self, look: Look, adaptors: AdaptorBench, notices: NoticeBench) -> None:
        super().__init__()
        self._look = look
        self._adaptors = adaptors
        self._notices = notices
        self._wanted = ""
        self.model = InstalledModel(adaptors.users_of, self)
        self.view = TreeView(look, chrome=True, indent=0)
        self.bar = InstallBar(look, adaptors, adaptors.known_names)
        self.detail = AdaptorDetail(look)
        self._count = Label(look, "", SMALL, 600, "muted")
        self._hint = Label(
            look,
            "Adaptors you install appear here and work offline.",
            SMALL,
            tone="muted",
            wrap=True,
        )
        self._none = EmptyState(
            look, "blocks", "No adaptor is chosen.", "Choose one in the list to read about it."
        )
        self._right = QStackedWidget()
        self.question: RemoveDialog | None = None
        """The question that is open, or was."""
        self.setAccessibleName("Adaptors")
        # The first in Tab's order: Qt leaves out what stands before a proxy.
        self.setFocusProxy(self.bar.field)
        self._build()
        self._connect()

    def showEvent(self, event: QShowEvent) -> None:
        """List what is there each time the page is opened."""
        super().showEvent(event)
        if not event.spontaneous():
            self._adaptors.refresh()

    def choose(self, specifier: str) -> None:
        """Choose an installed version, ``http@7.2.10``, as soon as it is listed."""
        self._wanted = specifier
        self._choose_wanted()

    def offer(self, specifier: str) -> None:
        """Write a specifier into the field, ready to be installed."""
        self.bar.field.setText(specifier)
        self.bar.focus_field()

    # ------------------------------------------------------------------ parts

    def _build(self) -> None:
        self.view.setRootIsDecorated(False)
        self.view.setAccessibleName("Adaptors on this computer")
        self._delegate = InstalledDelegate(self._look, self.model)
        self.view.setItemDelegate(self._delegate)
        self.view.setModel(self.model)
        refresh = ToolButton(self._look, "refresh-cw", "List again", size=13)
        refresh.clicked.connect(self._adaptors.refresh)
        left = column(
            row(Label(self._look, "Adaptors", PAGE, 600), margins=(16, 16, 16, 12)),
            row(self.bar, margins=(16, 0, 16, 12)),
            row(self._count, None, refresh, margins=(16, 0, 12, 4)),
            row(self._hint, margins=(16, 0, 16, 4)),
            self.view,
        )
        for view in (self._none, self.detail):
            self._right.addWidget(view)
        splitter = QSplitter()
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(bar(left, kind="chrome"))
        splitter.addWidget(self._right)
        splitter.setSizes([360, 860])
        splitter.setStretchFactor(1, 1)
        self.setLayout(column(splitter))

    def _connect(self) -> None:
        self._adaptors.installed_changed.connect(self._on_installed)
        self._adaptors.known_changed.connect(self._on_known)
        self._adaptors.change_ended.connect(self._on_ended)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.detail.insert_requested.connect(self.insert_requested)
        self.detail.copy_requested.connect(self.copy_requested)
        self.detail.link_requested.connect(self.link_requested)
        self.detail.remove_requested.connect(self._on_remove)
        self.detail.repair_requested.connect(lambda fact: self._adaptors.install(fact.specifier))

    # ------------------------------------------------------------------ news

    def _on_installed(self, facts: Sequence[InstalledFact]) -> None:
        current = self._current()
        self.model.show_facts(facts)
        self._count.setText(f"On this computer  {len(facts)}")
        self._hint.setVisible(all(fact.is_shipped for fact in facts))
        if not self._wanted and current:
            self._wanted = current.specifier
        self._choose_wanted()

    def _choose_wanted(self) -> None:
        row_ = self.model.row_of(self._wanted)
        if row_ is None and not self._wanted and self.model.rowCount():
            row_ = 0
        if row_ is not None:
            self._wanted = ""
            self.view.setCurrentIndex(self.model.index(row_, 0))
        elif not self._current():
            self._right.setCurrentWidget(self._none)

    def _on_known(self, specifiers: Sequence[str]) -> None:
        self.model.users_changed()
        current = self._current()
        if current and current.specifier in specifiers:
            self._show(current)

    def _on_ended(self, end: InstallEnd) -> None:
        if self.isVisible():
            self.bar.show_end(end)
        elif end.problem:
            self._notices.tell_problem(end.problem)
        else:
            tone = "warn" if end.cautions else "ok"
            self._notices.tell(tone, end.text, " ".join(end.cautions))
        self._wanted = end.made or self._wanted

    def _on_current(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid():
            self._show(self.model.fact(current.row()))

    def _on_remove(self, fact: InstalledFact) -> None:
        users = self._adaptors.users_of(fact.name, fact.version)
        self.question = RemoveDialog(self._look, fact, users, self)
        self.question.accepted.connect(lambda: self._adaptors.remove(fact.specifier))
        self.question.open()

    def _current(self) -> InstalledFact | None:
        index = self.view.currentIndex()
        return self.model.fact(index.row()) if index.isValid() else None

    def _show(self, installed: InstalledFact) -> None:
        self._right.setCurrentWidget(self.detail)
        known = () if installed.damage else self._adaptors.details((installed.specifier,))
        if not known:
            self.detail.show_reading(installed)
            return
        users = self._adaptors.users_of(installed.name, installed.version)
        self.detail.show_fact(installed, known[0], ", ".join(users))
