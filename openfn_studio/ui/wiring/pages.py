"""Pages that open as tabs: settings, adaptors, runs, help. And the corner where notices appear."""

import importlib
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from openfn_studio.language.rework.snippets import insert_snippet
from openfn_studio.ui.docs.panel import DocsPanel
from openfn_studio.ui.help.desk import HelpDesk
from openfn_studio.ui.notices.centre import NoticeCentre
from openfn_studio.ui.notices.toasts import Toasts
from openfn_studio.ui.runbar.bar import RunBar
from openfn_studio.ui.runs.panel import RunsPanel
from openfn_studio.ui.shell.frame import Frame
from openfn_studio.ui.shell.tab_strip import Tab
from openfn_studio.ui.shell.work_area import WorkArea
from openfn_studio.ui.widgets.tab_order import enter
from openfn_studio.ui.wiring.editing import EditingWiring
from openfn_studio.workbench.workbench import Workbench

SETTINGS, ADAPTORS, RUNS, HELP = "settings", "adaptors", "runs", "help"
_TABS = {
    SETTINGS: Tab(SETTINGS, "Settings", "Settings", "settings"),
    ADAPTORS: Tab(ADAPTORS, "Adaptors", "Adaptors on this computer", "blocks"),
    RUNS: Tab(RUNS, "Runs", "Runs that were kept", "activity"),
    HELP: Tab(HELP, "Guide", "How to use this window", "book-open"),
}
_VIEWS = {RUNS: "view:runs", ADAPTORS: "view:adaptors"}


def _loaded(name: str) -> Any:
    """Return the module of a page. It is loaded when the page is first opened, not at the start."""
    return importlib.import_module(f"openfn_studio.ui.{name}.page")


class PageWiring(QObject):
    """Opens pages when they are first wanted.

    Args:
        frame: The window.
        bench: The workbench.
        area: The tabs.
        editing: The editors, into which examples are inserted.
        runs: The page of runs; it is kept while its tab is closed.
    """

    def __init__(
        self,
        frame: Frame,
        bench: Workbench,
        area: WorkArea,
        editing: EditingWiring,
        make_runs: Callable[[], RunsPanel],
    ) -> None:
        super().__init__(frame)
        self._frame = frame
        self._bench = bench
        self._area = area
        self._editing = editing
        self._makers: dict[str, Callable[[], QWidget]] = {
            SETTINGS: self._make_settings,
            ADAPTORS: self._make_adaptors,
            RUNS: make_runs,
            HELP: self._make_help,
        }
        actions = frame.actions_of_window
        self._desk = HelpDesk(frame.look, frame, actions, bench.diagnostics, bench.notices)
        self._toasts = Toasts(frame.look, frame, bench.notices, bench.preferences)
        self._centre = NoticeCentre(frame.look, bench.notices, frame)
        self._centre.copy_requested.connect(self.copy)
        self._toasts.centre_requested.connect(self.show_notices)
        actions.bind("app:preferences", lambda: self.open(SETTINGS))
        actions.bind("view:adaptors", lambda: self.open(ADAPTORS))
        actions.bind("view:runs", lambda: self.open(RUNS))
        actions.bind("help:guide", lambda: self.open(HELP))
        actions.bind("help:shortcuts", self.show_shortcuts)
        actions.bind("view:notices", self.show_notices)
        bench.notices.seen_changed.connect(self._on_seen)
        area.current_changed.connect(self._on_tab)

    def open(self, name: str) -> QWidget:
        """Bring a page to the front, making it first."""
        content = self._area.content(name)
        if content is None:
            content = self._makers[name]()
        self._area.open(_TABS[name], content, is_job=False)
        enter(content)
        return content

    def open_adaptor(self, specifier: str) -> None:
        """Show an adaptor on its page, or offer to install it."""
        page: Any = self.open(ADAPTORS)
        page.choose(specifier)

    def show_shortcuts(self) -> None:
        """Show the list of keys."""
        page: Any = self.open(SETTINGS)
        page.show_shortcuts()

    def show_notices(self) -> None:
        """Show everything that was told."""
        corner = QPoint(self._frame.width() - 16, self._frame.height() - 40)
        self._centre.open_above(corner)

    def copy(self, text: str) -> None:
        """Put a text on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    def follow_run_bar(self, bar: RunBar) -> None:
        """Lead from the run bar to the adaptors page."""
        bar.adaptors_requested.connect(self.open_adaptor)
        bar.install_requested.connect(self._install)

    def follow_docs(self, docs: DocsPanel) -> None:
        """Lead from the documentation to the text, the clipboard and the browser."""
        docs.insert_requested.connect(self._insert)
        docs.copy_requested.connect(self.copy)
        docs.link_requested.connect(self._desk.open)
        docs.install_requested.connect(self._install)

    def _make_settings(self) -> QWidget:
        actions = self._frame.actions_of_window
        room = _loaded("preferences")
        page = room.PreferencesPage(self._frame.look, self._bench.preferences, actions)
        page.file_requested.connect(self._bench.documents.open_file)
        return page

    def _make_adaptors(self) -> QWidget:
        room = _loaded("adaptors")
        page = room.AdaptorsPage(self._frame.look, self._bench.adaptors, self._bench.notices)
        page.insert_requested.connect(self._insert)
        page.copy_requested.connect(self.copy)
        page.link_requested.connect(self._desk.open)
        return page

    def _make_help(self) -> QWidget:
        page = _loaded("help").HelpPage(self._frame.look, self._frame.actions_of_window)
        page.link_requested.connect(self._desk.open)
        return page

    def _install(self, specifier: str) -> None:
        self._bench.adaptors.install(specifier)
        self.open_adaptor(specifier)

    def _insert(self, code: str) -> None:
        pane = self._editing.pane
        if pane is None:
            self.copy(code)
            self._bench.notices.tell("info", "The example was copied.", "No job is in front.")
            return
        documents, analyses = self._bench.documents, self._bench.analyses
        analysis = analyses.analysis(pane.buffer.id)
        operations = analysis.outline.operations if analysis else ()
        text, caret = documents.text(pane.buffer.id), pane.editor.caret.offset_utf16
        documents.apply_edits(pane.buffer.id, insert_snippet(text, operations, caret, code))
        pane.focus_editor()

    def _on_tab(self, key: str | None) -> None:
        if key in _VIEWS:
            self._frame.activity_bar.show_current(_VIEWS[key])

    def _on_seen(self, unseen: int) -> None:
        is_grave = any(notice.tone == "err" for notice in self._bench.notices.standing)
        role = ("err" if is_grave else "accent") if unseen else None
        self._frame.activity_bar.show_badge("view:notices", role, f"{unseen} not seen yet")
