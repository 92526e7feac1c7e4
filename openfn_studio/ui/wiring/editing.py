"""Open texts as tabs with editors: opening, saving, closing, and what happened to their files."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from openfn_studio.errors import StudioError
from openfn_studio.ui.changes.text_banner import TextBanner
from openfn_studio.ui.editor.pane import EditorPane
from openfn_studio.ui.shell.close_dialog import CloseDialog
from openfn_studio.ui.shell.frame import Frame
from openfn_studio.ui.shell.tab_strip import Tab
from openfn_studio.ui.shell.work_area import WorkArea
from openfn_studio.workbench.editing.buffer import Buffer, BufferId, OutsideChange, SaveFailure
from openfn_studio.workbench.workbench import Workbench

ICONS = {"job": "file-code-2", "json": "file-json", "yaml": "file-text", "text": "file-text"}
_PREFIX = "text "


def tab_key(buffer_id: BufferId) -> str:
    """Return the key of a buffer's tab."""
    return f"{_PREFIX}{buffer_id}"


class EditingWiring(QObject):
    """Leads from buffers to tabs and back.

    Signals:
        pane_changed: The ``EditorPane`` in front; None when a page is.
        pane_made: An ``EditorPane`` that was just opened.

    Args:
        frame: The window.
        bench: The workbench.
        area: The tabs.
    """

    pane_changed = Signal(object)
    pane_made = Signal(object)

    def __init__(self, frame: Frame, bench: Workbench, area: WorkArea) -> None:
        super().__init__(frame)
        self._frame = frame
        self._bench = bench
        self._area = area
        self._panes: dict[BufferId, EditorPane] = {}
        self._is_heard = False
        self._close_when_saved: set[BufferId] = set()
        self.text_banner = TextBanner(frame.look, bench.lanes, bench.documents, bench.outside)
        area.add_note(self.text_banner)
        self._bind()
        self._follow()
        self._on_tab(None)

    @property
    def pane(self) -> EditorPane | None:
        """The editor in front; None when a page is."""
        content = self._area.content(self._area.current_key or "")
        return content if isinstance(content, EditorPane) else None

    def pane_of(self, buffer_id: BufferId) -> EditorPane | None:
        """Return the editor of a buffer."""
        return self._panes.get(buffer_id)

    def announce(self) -> None:
        """Tell of the panes that are there, and from now on of every new one.

        Until then nobody listens: texts are written before the rest of the window is there.
        """
        self._is_heard = True
        for pane in self._panes.values():
            self._tell_of(pane)
        self.pane_changed.emit(self.pane)

    def _tell_of(self, pane: EditorPane) -> None:
        bench = self._bench
        pane.learn(bench.analyses, bench.functions, bench.running.inputs)
        self.pane_made.emit(pane)

    def _bind(self) -> None:
        actions = self._frame.actions_of_window
        for action, command in _COMMANDS.items():
            actions.bind(action, self._commander(command))
        actions.bind("edit:find", lambda: self._on_pane(lambda pane: pane.show_find()))
        actions.bind("edit:replace", lambda: self._on_pane(lambda pane: pane.show_find(True)))
        actions.bind("editor:split", lambda: self._on_pane(lambda p: p.split(not p.is_split)))
        actions.bind("view:editor", lambda: self._on_pane(lambda pane: pane.focus_editor()))
        actions.bind("file:save", self._save)
        actions.bind("file:save-all", self._bench.documents.save_all)
        actions.bind("file:close", self._close_current)
        actions.bind("file:history", self._show_history)
        actions.bind("go:next-tab", lambda: self._area.strip.go_by(1))
        actions.bind("go:previous-tab", lambda: self._area.strip.go_by(-1))
        actions.bind("go:next-problem", lambda: self._on_pane(lambda p: p.go_to_problem()))
        actions.bind(
            "go:previous-problem", lambda: self._on_pane(lambda p: p.go_to_problem(backwards=True))
        )

    def _follow(self) -> None:
        documents, outside = self._bench.documents, self._bench.outside
        documents.opened.connect(self._on_opened)
        documents.closed.connect(self._on_closed)
        documents.changed.connect(self._on_changed)
        documents.current_changed.connect(self._on_current)
        documents.changed_outside.connect(self._on_changed_outside)
        documents.recovered.connect(self._on_recovered)
        documents.saved.connect(self._on_saved)
        documents.save_failed.connect(self._on_save_failed)
        documents.history_failed.connect(self._bench.notices.tell_problem)
        documents.failed.connect(self._bench.notices.tell_problem)
        self._bench.journal.failed.connect(self._bench.notices.tell_problem)
        self._bench.history.failed.connect(self._bench.notices.tell_problem)
        outside.files_changed.connect(self._bench.files.refresh)
        self._area.current_changed.connect(self._on_tab)
        self._area.close_requested.connect(self._close_tabs)
        self.text_banner.close_requested.connect(documents.close)

    # ------------------------------------------------------------ tabs

    def _on_opened(self, buffer: Buffer) -> None:
        bench = self._bench
        pane = EditorPane(
            self._frame.look, bench.documents, None, None, None, bench.preferences, buffer.id
        )
        self._panes[buffer.id] = pane
        pane.files_dropped.connect(self._open_files)
        self._area.open(_tab(buffer), pane, is_job=buffer.kind == "job")
        if self._is_heard:
            self._tell_of(pane)
        self._tell_unsaved()

    def _on_changed(self, buffer: Buffer) -> None:
        if buffer.id in self._panes:
            self._area.strip.show_tab(_tab(buffer))
            self._tell_unsaved()
            if self._bench.documents.current == buffer:
                self._tell_conditions(buffer)

    def _on_closed(self, buffer: Buffer) -> None:
        self._close_when_saved.discard(buffer.id)
        pane = self._panes.pop(buffer.id, None)
        if pane is not None:
            self._bench.documents.detach(buffer.id)
            self._area.close_tab(tab_key(buffer.id))
        self._tell_unsaved()

    def _on_current(self, buffer: Buffer | None) -> None:
        if buffer is not None:
            self._area.strip.go_to(tab_key(buffer.id))

    def _on_tab(self, key: str | None) -> None:
        pane = self.pane
        self._frame.actions_of_window.set_condition("tab", key is not None)
        if pane is not None:
            self._bench.documents.set_current(pane.buffer.id)
            pane.focus_editor()
        self.text_banner.setVisible(pane is not None)
        self._tell_conditions(pane.buffer if pane else None)
        if self._is_heard:
            self.pane_changed.emit(pane)

    def _tell_conditions(self, buffer: Buffer | None) -> None:
        actions = self._frame.actions_of_window
        actions.set_condition("text", buffer is not None)
        actions.set_condition("job", buffer is not None and buffer.kind == "job")
        is_writable = buffer is not None and not buffer.is_read_only
        reason = buffer.read_only_reason if buffer is not None else ""
        actions.set_condition("writable", is_writable, reason)

    def _tell_unsaved(self) -> None:
        is_any = any(buffer.is_dirty for buffer in self._bench.documents.buffers)
        self._frame.actions_of_window.set_condition("unsaved", is_any)

    # ------------------------------------------------------------ saving and closing

    def _save(self) -> None:
        self._on_pane(lambda pane: self._bench.documents.save(pane.buffer.id))

    def _on_saved(self, buffer: Buffer) -> None:
        if buffer.id in self._close_when_saved:
            self._bench.documents.close(buffer.id)

    def _on_save_failed(self, failure: SaveFailure) -> None:
        self._close_when_saved.discard(failure.buffer.id)
        if self._bench.documents.current != failure.buffer:
            # The banner over that text says it too, once somebody looks at it.
            self._bench.notices.tell_problem(failure.problem)

    def _close_current(self) -> None:
        key = self._area.current_key
        if key:
            self._close_tabs((key,))

    def _close_tabs(self, keys: tuple[str, ...]) -> None:
        for key in keys:
            content = self._area.content(key)
            if not isinstance(content, EditorPane):
                self._area.close_tab(key)
            elif self._bench.documents.settle(content.buffer.id).is_dirty:
                self._ask_before_closing(content.buffer)
            else:
                self._bench.documents.close(content.buffer.id)

    def _ask_before_closing(self, buffer: Buffer) -> None:
        documents = self._bench.documents
        dialog = CloseDialog(self._frame.look, buffer.title, self._frame)

        def save_and_close() -> None:
            self._close_when_saved.add(buffer.id)
            documents.save(buffer.id)

        dialog.save_chosen.connect(save_and_close)
        dialog.discard_chosen.connect(lambda: documents.close(buffer.id))
        dialog.open()

    # ------------------------------------------------------------ files

    def _on_changed_outside(self, change: OutsideChange) -> None:
        # The banner asks; until that is answered nobody closes the text.
        self._close_when_saved.discard(change.buffer.id)

    def _on_recovered(self, buffers: tuple[Buffer, ...]) -> None:
        names = ", ".join(buffer.title for buffer in buffers)
        self._bench.notices.tell(
            "info",
            f"Text that was not saved is back: {names}.",
            "It is open, and not saved yet. The file is as it was.",
        )

    def _show_history(self) -> None:
        def show(pane: EditorPane) -> None:
            bench = self._bench
            room: Any = importlib.import_module("openfn_studio.ui.changes.history_dialog")
            dialog = room.HistoryDialog(
                self._frame.look,
                bench.lanes,
                bench.documents,
                bench.versions,
                pane.buffer,
                bench.clock.now(),
                self._frame,
            )
            dialog.open()

        self._on_pane(show)

    def _open_files(self, files: tuple[Path, ...]) -> None:
        for file in files:
            self._bench.documents.open_file(file)

    # ------------------------------------------------------------ inside

    def _commander(self, command: str) -> Callable[[], None]:
        return lambda: self._on_pane(lambda pane: pane.run(command))

    def _on_pane(self, act: Callable[[EditorPane], object]) -> None:
        pane = self.pane
        if pane is not None:
            act(pane)

    def tell(self, problem: StudioError) -> None:
        """Show a problem that belongs to no other place."""
        self._bench.notices.tell_problem(problem)


_COMMANDS = {
    "edit:undo": "undo",
    "edit:redo": "redo",
    "edit:cut": "cut",
    "edit:copy": "copy",
    "edit:paste": "paste",
    "edit:comment": "comment",
    "edit:fix": "fix",
    "edit:complete": "complete",
    "edit:signature": "signature",
    "edit:documentation": "documentation",
    "edit:add-next": "add-next",
    "edit:select-every": "select-every",
    "edit:caret-above": "caret-above",
    "edit:caret-below": "caret-below",
    "edit:widen": "widen",
    "edit:move-up": "move-up",
    "edit:move-down": "move-down",
    "edit:copy-down": "copy-down",
    "edit:delete-line": "delete-line",
    "edit:bracket": "bracket",
    "editor:fold": "fold",
    "editor:unfold": "unfold",
    "editor:fold-all": "fold-all",
    "editor:unfold-all": "unfold-all",
    "editor:tab-focus": "tab-focus",
}
"""Actions and the editor's commands that carry them out."""


def _tab(buffer: Buffer) -> Tab:
    where = str(buffer.file) if buffer.file else buffer.title
    return Tab(tab_key(buffer.id), buffer.title, where, ICONS[buffer.kind], buffer.is_dirty)
