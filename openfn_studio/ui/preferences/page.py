"""The settings page: sections at the left, settings at the right, a search above both."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from openfn_studio.settings import SECTIONS, SETTINGS, Section, found_by
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.preferences.setting_row import SettingRow
from openfn_studio.ui.preferences.shortcut_list import ShortcutList
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY, PAGE, SMALL, TITLE
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.drawing import put
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, column, row
from openfn_studio.ui.widgets.search_field import SearchField
from openfn_studio.ui.widgets.tree_view import Index, RowDelegate, TreeView
from openfn_studio.workbench.preferences import PreferenceBench

SHORTCUTS = "Shortcuts"
_ICON = Qt.ItemDataRole.UserRole
_WIDEST = 860
_LEAST_LIST = 140


class SectionPart(QWidget):
    """A section's head, note and settings."""

    def __init__(self, look: Look, section: Section, preferences: PreferenceBench) -> None:
        super().__init__()
        self.section = section
        mine = [setting for setting in SETTINGS if setting.section == section.name]
        self.rows = [SettingRow(look, setting, preferences) for setting in mine]
        self._note = Label(look, section.note, SMALL, tone="muted", wrap=True)
        if not section.note:
            self._note.hide()
        self._note.setContentsMargins(16, 10, 16, 6)
        card = QFrame()
        card.setProperty("card", "true")
        card.setLayout(column(self._note, *self.rows, margins=(0, 6, 0, 6), gap=2))
        self.setLayout(column(Label(look, section.name, TITLE, 600), 8, card, 20))

    def arrange(self, room: int) -> None:
        """Use so many pixels of width well."""
        for each in self.rows:
            each.arrange(room)

    def show_only(self, names: frozenset[str]) -> None:
        """Show the settings with these names; the whole section goes when none is left."""
        for each in self.rows:
            each.setVisible(each.setting.name in names)
        has_all = all(each.setting.name in names for each in self.rows)
        self._note.setVisible(bool(self.section.note) and has_all)
        self.setVisible(any(each.setting.name in names for each in self.rows))


class _SectionDelegate(RowDelegate):
    """An icon and the name of a section."""

    def content(self, painter: QPainter, rect: QRectF, index: Index, option: object) -> None:
        """Draw them."""
        px = self.look.px
        icon = QRectF(rect.left() + px(4), rect.center().y() - px(8), px(16), px(16))
        self.look.draw_icon(painter, str(index.data(_ICON)), icon)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        x = icon.right() + px(10)
        put(painter, x, rect, text, self.look.colour("text"), self.look.font(BODY))


class PreferencesPage(QWidget):
    """All settings and shortcuts.

    Signals:
        file_requested: The ``Path`` of the settings file is to be shown.
    """

    file_requested = Signal(object)

    def __init__(self, look: Look, preferences: PreferenceBench, actions: Actions) -> None:
        super().__init__()
        self._look = look
        self._preferences = preferences
        self.parts = [SectionPart(look, section, preferences) for section in SECTIONS]
        self.shortcuts = ShortcutList(look, tuple(actions))
        self.search = SearchField(look, "Search settings and shortcuts", "search")
        self._sections = self._section_list()
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName("Settings")
        self._content = QWidget()
        self._none = EmptyState(
            look, "settings", "No setting has these words.", "Try another word, or fewer."
        )
        self._views = QStackedWidget()
        self.setAccessibleName("Settings")
        self.setFocusProxy(self.search)
        self._build()
        self.search.textChanged.connect(self._on_searched)
        self.search.down_pressed.connect(self._sections.setFocus)
        preferences.changed.connect(self._on_changed)
        self._show_section(self._sections.model().index(0, 0))
        look.changed.connect(self._rescale)
        self._rescale()

    def show_shortcuts(self) -> None:
        """Go to the list of shortcuts."""
        self._choose(SHORTCUTS)

    def show_section(self, name: str) -> None:
        """Go to a section by its name."""
        self._choose(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._rescale()

    # ------------------------------------------------------------------ parts

    def _build(self) -> None:
        file = Button(self._look, "Open settings file", icon="file-code-2")
        file.setToolTip(str(self._preferences.file))
        file.clicked.connect(lambda: self.file_requested.emit(self._preferences.file))
        head = row(Label(self._look, "Settings", PAGE, 600), None, self.search, file, gap=12)
        head.setContentsMargins(24, 20, 24, 16)
        self._content.setLayout(column(*self.parts, None))
        inner = row(margins=(8, 0, 24, 24))
        inner.addWidget(self._content, 100)
        # Takes what is left once the content is as wide as it may be.
        inner.addStretch(1)
        self._scroll.setWidget(bar(inner, kind="chrome"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        for view in (self._scroll, self.shortcuts, self._none):
            self._views.addWidget(view)
        body = row(self._sections, self._views, margins=(16, 0, 0, 0), gap=8)
        outer = bar(column(head, body), kind="chrome")
        self.setLayout(column(outer))

    def _section_list(self) -> TreeView:
        model = QStandardItemModel(self)
        keys = Section(SHORTCUTS, "keyboard")
        for section in (*SECTIONS, keys):
            item = QStandardItem(section.name)
            item.setData(section.icon, _ICON)
            model.appendRow(item)
        view = TreeView(self._look, chrome=True, indent=4)
        view.setRootIsDecorated(False)
        view.setAccessibleName("Sections")
        self._delegate = _SectionDelegate(self._look, 30)
        view.setItemDelegate(self._delegate)
        view.setModel(model)
        view.setCurrentIndex(model.index(0, 0))
        view.selectionModel().currentChanged.connect(lambda now, _: self._show_section(now))
        view.clicked.connect(self._show_section)
        return view

    # ------------------------------------------------------------------ moving

    def _choose(self, name: str) -> None:
        model = self._sections.model()
        for number in range(model.rowCount()):
            index = model.index(number, 0)
            if index.data() == name:
                self._sections.setCurrentIndex(index)
                self._show_section(index)

    def _show_section(self, index: Index) -> None:
        name = str(index.data() or "")
        if name == SHORTCUTS:
            self._views.setCurrentWidget(self.shortcuts)
            return
        if self._views.currentWidget() is self.shortcuts:
            self._views.setCurrentWidget(self._scroll)
        for part in self.parts:
            if part.section.name == name:
                # Not ensureVisible: the section's head goes to the top.
                self._scroll.verticalScrollBar().setValue(part.y())

    def _on_searched(self, words: str) -> None:
        names = frozenset(setting.name for setting in found_by(words))
        for part in self.parts:
            part.show_only(names)
        keys = self.shortcuts.filter(words)
        if names:
            self._views.setCurrentWidget(self._scroll)
            self._scroll.verticalScrollBar().setValue(0)
        else:
            self._views.setCurrentWidget(self.shortcuts if keys else self._none)

    def _on_changed(self, name: str) -> None:
        for part in self.parts:
            for each in part.rows:
                if each.setting.name == name:
                    each.refresh()

    def _rescale(self) -> None:
        px = self._look.px
        # In a small window at a large scale the settings need the room more than their list.
        self._sections.setFixedWidth(min(px(190), max(_LEAST_LIST, self.width() // 4)))
        self.search.setMinimumWidth(min(px(260), max(_LEAST_LIST, self.width() // 3)))
        self._content.setMaximumWidth(px(_WIDEST))
        room = min(px(_WIDEST), self.width() - self._sections.width() - px(70))
        for part in self.parts:
            part.arrange(room)
