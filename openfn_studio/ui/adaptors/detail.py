"""One adaptor: functions, credential, changelog and what else is known of it."""

from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from openfn_studio.ui.adaptors.credential_table import CredentialTable
from openfn_studio.ui.docs.function_browser import FunctionBrowser
from openfn_studio.ui.docs.rich_text import RichText
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL, TITLE
from openfn_studio.ui.widgets.button import Button
from openfn_studio.ui.widgets.chip import Chip
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, column, row
from openfn_studio.workbench.projects.adaptor_facts import AdaptorFact, InstalledFact

_TABS = ("Functions", "Credential", "Changelog", "About")
_NPM = "https://www.npmjs.com/package/"


class AdaptorDetail(QWidget):
    """What is known of the chosen version.

    Signals:
        insert_requested: Code to insert at the caret.
        copy_requested: A text for the clipboard.
        link_requested: An address to open in the browser.
        remove_requested: The ``InstalledFact`` that is to be removed.
        repair_requested: The ``InstalledFact`` that is to be installed again.
    """

    insert_requested = Signal(object)
    copy_requested = Signal(object)
    link_requested = Signal(object)
    remove_requested = Signal(object)
    repair_requested = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._installed: InstalledFact | None = None
        self._title = Label(look, "", TITLE, 600)
        self._kind = Chip(look, "", "text_muted", style="outline", height=20)
        self._what = Label(look, "", SMALL, tone="muted", wrap=True)
        self._remove = Button(look, "Remove", icon="trash-2")
        self._repair = Button(look, "Repair", icon="wrench")
        self.tabs = QTabBar()
        for name in _TABS:
            self.tabs.addTab(name)
        self.functions = FunctionBrowser(look, beside=True)
        self.credential = CredentialTable(look)
        self.changelog = RichText(look, "Changelog")
        self.about = RichText(look, "About the adaptor")
        self._no_changelog = EmptyState(
            look,
            "history",
            "Its package carries no changelog.",
            "The page of the adaptor on npm may link to one.",
            "Open its page on npm",
        )
        self._reading = EmptyState(look, "loader", "Reading the adaptor.", "")
        self._views = QStackedWidget()
        self._build()
        self._connect()

    def show_reading(self, installed: InstalledFact) -> None:
        """Show what the list knows while the rest is read, or why there is no more."""
        self._take(installed)
        self._tabs_row.hide()
        if installed.damage:
            self._reading.say(
                "This installation is damaged.", f"{installed.damage} Repair installs it again."
            )
        else:
            self._reading.say("Reading the adaptor.", "")
        self._views.setCurrentWidget(self._reading)

    def show_fact(self, installed: InstalledFact, fact: AdaptorFact, users: str) -> None:
        """Show everything.

        Args:
            installed: The version as the list has it.
            fact: What its package says.
            users: The jobs that run with it, in words; empty when none does.
        """
        self._take(installed)
        self._tabs_row.show()
        self._kind.show()
        self._kind.show_text(fact.connection.words, icon=fact.connection.icon)
        self._what.setText(fact.description)
        self._what.setVisible(bool(fact.description))
        self.functions.show_adaptors((fact,))
        self.credential.show_adaptor(fact)
        self.changelog.show_markdown(fact.changelog)
        self._has_changelog = bool(fact.changelog.strip())
        self.about.show_html(lambda: _about(fact, users))
        self._on_tab(self.tabs.currentIndex())

    # ------------------------------------------------------------------ parts

    def _build(self) -> None:
        self._has_changelog = False
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("Parts of the adaptor")
        head = column(
            row(self._title, self._kind, None, self._repair, self._remove, gap=10),
            self._what,
            margins=(16, 14, 16, 8),
            gap=4,
        )
        self._tabs_row = bar(
            row(self.tabs, None, margins=(6, 0, 16, 0)), kind="surface", edge="bottom"
        )
        views = (self.functions, self.credential, self.changelog, self.about)
        for view in (*views, self._no_changelog, self._reading):
            self._views.addWidget(view)
        inner = column(head, self._tabs_row, self._views)
        self.setLayout(column(bar(inner, kind="surface")))
        self._refont()

    def _connect(self) -> None:
        self._look.changed.connect(self._refont)
        self.tabs.currentChanged.connect(self._on_tab)
        self.functions.insert_requested.connect(self.insert_requested)
        self.functions.copy_requested.connect(self.copy_requested)
        for text in (self.functions, self.changelog, self.about):
            text.link_requested.connect(self.link_requested)
        self._no_changelog.pressed.connect(self._open_npm)
        self._remove.clicked.connect(lambda: self.remove_requested.emit(self._installed))
        self._repair.clicked.connect(lambda: self.repair_requested.emit(self._installed))

    def _take(self, installed: InstalledFact) -> None:
        self._installed = installed
        self._title.setText(installed.specifier)
        self._kind.hide()
        self._what.hide()
        self._repair.setVisible(bool(installed.damage))
        self._remove.setEnabled(not installed.is_shipped)
        shipped = "It is part of OpenFn Studio and stays."
        self._remove.setToolTip(shipped if installed.is_shipped else "Remove it from this computer")

    def _on_tab(self, number: int) -> None:
        if _TABS[number] == "Changelog" and not self._has_changelog:
            self._views.setCurrentWidget(self._no_changelog)
        else:
            self._views.setCurrentIndex(number)

    def _open_npm(self) -> None:
        if self._installed:
            self.link_requested.emit(_NPM + self._installed.name)

    def _refont(self) -> None:
        self.tabs.setFont(self._look.font(SMALL, 500))


def _about(fact: AdaptorFact, users: str) -> str:
    rows = (
        ("Package", fact.name),
        ("Version", fact.version),
        ("Connection", fact.connection.words),
        ("Used by", users or "no job of this project"),
        ("Licence", fact.license or "not said"),
        ("Folder", fact.folder),
    )
    cells = "".join(
        f'<tr><td class="muted">{escape(name)}</td><td>{escape(value)}</td></tr>'
        for name, value in rows
    )
    links = [f'<a href="{_NPM}{fact.name}">npm</a>']
    if fact.homepage.startswith("http"):
        links.insert(0, f'<a href="{escape(fact.homepage)}">Home page</a>')
    problems = "".join(f'<p class="warn">{escape(each)}</p>' for each in fact.problems)
    return f'{problems}<table cellspacing="0">{cells}</table><p>{" &nbsp; ".join(links)}</p>'
