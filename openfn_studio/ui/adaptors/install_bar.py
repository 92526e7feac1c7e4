"""Where an adaptor is named and installed: a field, the versions npm has, what is under way."""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCompleter, QLineEdit, QMenu, QVBoxLayout, QWidget

from openfn_studio.errors import StudioError
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.banner import Banner
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.icon_view import IconView
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import box, column, row
from openfn_studio.ui.widgets.pick import Pick
from openfn_studio.workbench.lanes import Ticket
from openfn_studio.workbench.projects.adaptor_facts import InstallEnd, InstallFact, PublishedFact
from openfn_studio.workbench.projects.adaptors import AdaptorBench

_AGAIN = "Try again"
_MOST_VERSIONS = 30


class VersionPick(Pick):
    """The version to install; npm is asked for the list when the menu is opened, not before."""

    def __init__(self, look: Look, adaptors: AdaptorBench) -> None:
        super().__init__(look, "latest", field=True)
        self._adaptors = adaptors
        self._name = ""
        self._ticket: Ticket | None = None
        self.version = ""
        """The chosen version; empty for the latest."""
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._ask)
        self.setMenu(self._menu)
        self.setAccessibleName("Version")
        self.setToolTip("Version to install; opening this asks npm")

    def show_name(self, name: str) -> None:
        """Offer the versions of another adaptor; the latest is chosen again."""
        if name != self._name:
            self._name = name
            self._choose("")
            self._menu.clear()
        self.setEnabled(bool(name))

    def _ask(self) -> None:
        if self._menu.isEmpty() and self._name:
            self._say("Asking npm …")
            self._ticket = self._adaptors.versions(
                self._name, self._show, lambda problem: self._fail(problem), self
            )

    def _show(self, published: PublishedFact) -> None:
        self._menu.clear()
        self._add(f"latest ({published.latest})" if published.latest else "latest", "")
        self._menu.addSeparator()
        for version in published.versions[:_MOST_VERSIONS]:
            self._add(version, version)

    def _fail(self, problem: StudioError) -> None:
        self._menu.clear()
        self._say(problem.what)
        self._menu.addAction("Ask again", self._again)

    def _again(self) -> None:
        self._menu.clear()
        self.showMenu()

    def _say(self, text: str) -> None:
        action = QAction(text, self._menu)
        action.setEnabled(False)
        self._menu.addAction(action)

    def _add(self, text: str, version: str) -> None:
        self._menu.addAction(text, lambda: self._choose(version))

    def _choose(self, version: str) -> None:
        self.version = version
        self.set_text(version or "latest")


class UnderWay(QWidget):
    """One installation that is on: how far it is, and a way to stop it.

    Signals:
        cancel_requested: It is to be stopped.
    """

    cancel_requested = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._text = Label(look, "", SMALL, tone="muted", wrap=True)
        icon = IconView(look, "loader", 14, "info", 2)
        cancel = Button(look, "Cancel", link=True)
        cancel.clicked.connect(self.cancel_requested)
        layout = row(icon, self._text, cancel)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_fact(self, fact: InstallFact) -> None:
        """Say how far it is."""
        self._text.setText(fact.text)
        self.setAccessibleName(fact.text)


class InstallBar(QWidget):
    """The field, the button, what is under way, and how the last one ended."""

    def __init__(self, look: Look, adaptors: AdaptorBench, known_names: Sequence[str]) -> None:
        super().__init__()
        self._look = look
        self._adaptors = adaptors
        self._failed = ""
        self._under_way: dict[str, UnderWay] = {}
        self.field = QLineEdit()
        self.field.setPlaceholderText("http, dhis2@4, …")
        self.field.setAccessibleName("Adaptor to install")
        completer = QCompleter(QStringListModel(list(known_names), self), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.field.setCompleter(completer)
        self.version = VersionPick(look, adaptors)
        self.install = Button(look, "Install", icon="download", primary=True)
        self.banner = Banner(look)
        self._tasks = QVBoxLayout()
        self._tasks.setContentsMargins(0, 0, 0, 0)
        self._tasks.setSpacing(8)
        line = row(self.version, None, self.install, gap=8)
        title = Label(look, "Install from npm", SMALL, 600, "muted")
        self._holder = box(self._tasks)
        self._holder.hide()
        self.setLayout(column(title, self.field, line, self._holder, self.banner, gap=8))
        self._connect()
        self._on_text("")
        self._refont()

    def focus_field(self) -> None:
        """Put the keyboard where a name is typed."""
        self.field.setFocus()
        self.field.selectAll()

    def show_end(self, end: InstallEnd) -> None:
        """Say how an installation or removal ended."""
        self._failed = ""
        if end.problem:
            self._failed = "" if end.is_removal else end.specifier
            self.banner.tell_problem(end.problem, (_AGAIN,) if self._failed else ())
        elif end.cautions:
            self.banner.tell("warn", end.text, " ".join(end.cautions))
        else:
            self.banner.tell("ok", end.text)
            if end.specifier == self._wanted():
                self.field.clear()

    def _connect(self) -> None:
        self.field.textChanged.connect(self._on_text)
        self.field.returnPressed.connect(self._start)
        self.install.clicked.connect(self._start)
        self.banner.pressed.connect(lambda _: self._adaptors.install(self._failed))
        self._adaptors.under_way_changed.connect(self._on_under_way)
        self._look.changed.connect(self._refont)

    def _wanted(self) -> str:
        text = self.field.text().strip()
        has_version = "@" in text[1:] or "=" in text or not self.version.version
        return text if has_version else f"{text}@{self.version.version}"

    def _start(self) -> None:
        if self.install.isEnabled():
            self.banner.hide()
            self._adaptors.install(self._wanted())

    def _on_text(self, text: str) -> None:
        name = text.strip()
        names_version = "@" in name[1:] or "=" in name
        self.version.show_name("" if names_version else name)
        self.install.setEnabled(bool(name))
        self.install.setToolTip("" if name else "Name an adaptor first.")

    def _on_under_way(self, facts: Sequence[InstallFact]) -> None:
        wanted = {fact.specifier: fact for fact in facts}
        for spec in tuple(self._under_way):
            if spec not in wanted:
                gone = self._under_way.pop(spec)
                self._tasks.removeWidget(gone)
                gone.deleteLater()
        for spec, fact in wanted.items():
            if spec not in self._under_way:
                self._add_under_way(spec)
            self._under_way[spec].show_fact(fact)
        self._holder.setVisible(bool(self._under_way))

    def _add_under_way(self, spec: str) -> None:
        made = self._under_way[spec] = UnderWay(self._look)
        made.cancel_requested.connect(lambda: self._adaptors.cancel(spec))
        self._tasks.addWidget(made)

    def _refont(self) -> None:
        self.field.setFont(self._look.font(SMALL))
