"""The run bar itself: left what goes in, right the HTTP mode, Debug, Stop and Run."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.ui.actions.registry import Actions
from openfn_studio.ui.runbar.adaptor_menu import AdaptorMenu
from openfn_studio.ui.runbar.credential_menu import CredentialMenu
from openfn_studio.ui.runbar.dialect_menu import MEANINGS, fill_dialect_menu
from openfn_studio.ui.runbar.input_menu import InputMenu
from openfn_studio.ui.runbar.mode_button import ModeButton
from openfn_studio.ui.runbar.run_buttons import RunButtons
from openfn_studio.ui.runbar.run_pick import Fullness, RunPick
from openfn_studio.ui.runbar.trouble import Trouble
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.layouts import bar, column, restyle, row
from openfn_studio.ui.widgets.tool_button import ToolButton
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from openfn_studio.workbench.running.adaptor_choice import adaptor_choice
from openfn_studio.workbench.running.assembly import Running
from openfn_studio.workbench.running.credentials import CredentialFact
from openfn_studio.workbench.running.inputs import InputFact
from openfn_studio.workbench.running.subject import Subject

_H, _I, _S, _F = Fullness.HIDDEN, Fullness.ICON, Fullness.SHORT, Fullness.FULL
PLANS = (
    (_F, _F, _F, _F),
    (_F, _F, _F, _S),
    (_F, _F, _S, _S),
    (_F, _F, _I, _S),
    (_S, _F, _I, _S),
    (_S, _S, _I, _I),
    (_S, _I, _I, _I),
    (_I, _I, _I, _I),
    (_I, _I, _H, _H),
    (_I, _H, _H, _H),
)
"""How full input, adaptor, credential and dialect are, from a wide window to a narrow one."""
_COMPACT = 2
"""How many of the narrowest plans also take the words off the buttons."""


class RunBar(QFrame):
    """What the job in view is run with. Below it stands why a run did not start.

    Args:
        look: The look.
        actions: The window's actions; ``RunCommands`` binds those of running.
        running: The benches that run jobs.
        adaptors: What is on this computer.

    Signals:
        adaptors_requested: The adaptors page is wanted; a specifier, as text.
        install_requested: The specifier of an adaptor that is to be installed, as text.
        assembled_requested: The user wants to see what the job will receive.
        place_requested: The ``Place`` of a problem is to be opened.
        credential_requested: The user wants to enter the values of the job's credential.
    """

    adaptors_requested = Signal(object)
    install_requested = Signal(object)
    assembled_requested = Signal()
    place_requested = Signal(object)
    credential_requested = Signal()

    def __init__(
        self, look: Look, actions: Actions, running: Running, adaptors: AdaptorBench
    ) -> None:
        super().__init__()
        self._look = look
        self._running = running
        self._adaptors = adaptors
        self._better: Dialect | None = None
        self.input = RunPick(look, "Input", "circle-dashed")
        self.adaptor = RunPick(look, "Adaptor", "blocks")
        self.credential = RunPick(look, "Credential", "key-round")
        self.dialect = RunPick(look, "Rules", "book-open")
        self.pin = ToolButton.of_action(look, actions.qaction("run:pin-input"), 14)
        self.mode = ModeButton(look, actions.keys_of("run:http-mode"))
        self.buttons = RunButtons(look, actions)
        self.trouble = Trouble(look, running)
        self._bar = self._made_bar()
        self.setLayout(column(self._bar, self.trouble))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._connect_menus()
        self._connect_benches()
        look.changed.connect(self._rescale)
        self._rescale()
        self._show_subject(running.view.subject)

    # ------------------------------------------------------------ for the window

    def offer_dialect(self, better: Dialect | None) -> None:
        """Say that another dialect fits the job better, or no longer."""
        self._better = better
        self._show_dialect()

    def minimumSizeHint(self) -> QSize:
        """Return the room the icons alone need."""
        return QSize(self._look.px(300), self._bar.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of each pick as there is room for."""
        super().resizeEvent(event)
        self._fit()

    # ------------------------------------------------------------ making

    def _made_bar(self) -> QFrame:
        self._row = row(
            self.input,
            self.pin,
            self.adaptor,
            self.credential,
            self.dialect,
            None,
            self.mode,
            4,
            self.buttons,
            margins=(8, 0, 12, 0),
            gap=4,
        )
        made = bar(self._row, kind="surface", edge="bottom")
        made.setMinimumWidth(self._look.px(100))
        return made

    def _connect_menus(self) -> None:
        look, running = self._look, self._running
        inputs = InputMenu(look, running.inputs, running.kept, self)
        inputs.assembled_requested.connect(self.assembled_requested)
        self.input.menu_needed.connect(inputs.fill)
        adaptors = AdaptorMenu(look, running.view, self._adaptors, self)
        adaptors.page_requested.connect(self.adaptors_requested)
        adaptors.install_requested.connect(self.install_requested)
        self.adaptor.menu_needed.connect(adaptors.fill)
        credentials = CredentialMenu(look, running.view, running.credentials, self)
        credentials.form_requested.connect(self.credential_requested)
        self.credential.menu_needed.connect(credentials.fill)
        self.dialect.menu_needed.connect(
            lambda menu: fill_dialect_menu(look, menu, running.view, self._better)  # pyright: ignore
        )
        self.mode.mode_chosen.connect(running.http_mode.choose)
        self.trouble.place_requested.connect(self.place_requested)
        self.trouble.install_requested.connect(self.install_requested)
        self.trouble.credential_requested.connect(self.credential_requested)

    def _connect_benches(self) -> None:
        running = self._running
        running.view.changed.connect(self._show_subject)
        running.inputs.changed.connect(self._on_input)
        running.credentials.changed.connect(self._on_credential)
        running.http_mode.changed.connect(self._show_mode)
        running.runs.busy_changed.connect(self._show_busy)
        running.advice.changed.connect(self.offer_dialect)
        self._adaptors.known_changed.connect(self._show_adaptor)
        self.buttons.room_changed.connect(self._fit)

    # ------------------------------------------------------------ showing

    def _show_subject(self, subject: Subject | None) -> None:
        for pick in (self.input, self.adaptor, self.credential, self.dialect, self.mode):
            pick.setEnabled(subject is not None)
        if subject is None:
            return
        if self._adaptors.installed is None:
            self._adaptors.refresh()
        self._on_input(self._running.inputs.fact(subject.key))
        self._on_credential(self._running.credentials.fact(subject))
        self._show_adaptor()
        self._show_dialect()
        self._show_mode(self._running.http_mode.mode)

    def _on_input(self, fact: InputFact) -> None:
        subject = self._running.view.subject
        if subject is None or fact.job != subject.key:
            return
        icon, role = (fact.choice.icon if fact.choice else "circle-dashed"), "icon"
        note = fact.choice.meaning if fact.choice else ""
        if fact.problem is not None:
            icon, role, note = "triangle-alert", "err", str(fact.problem)
        elif not fact.is_chosen:
            note = f"Nobody chose: this is what the job is usually given. {note}"
        self.input.show_choice(fact.name, note=note, icon=icon, role=role)
        self.pin.defaultAction().setChecked(fact.is_pinned)
        self._fit()

    def _show_adaptor(self, _: object = None) -> None:
        subject = self._running.view.subject
        if subject is None:
            return
        choices = [adaptor_choice(text) for text in subject.adaptors]
        more = f" +{len(choices) - 1}" if len(choices) > 1 else ""
        missing = self._adaptors.known(subject.adaptors).missing
        icon, role, note = "blocks", "icon", ", ".join(choice.text for choice in choices)
        if missing:
            icon, role = "triangle-alert", "warn"
            note = f"{', '.join(missing)}: not on this computer."
        self.adaptor.show_choice(
            choices[0].text + more, choices[0].short_name + more, note, icon, role
        )
        self._fit()

    def _on_credential(self, fact: CredentialFact) -> None:
        subject = self._running.view.subject
        if subject is None or fact.job != subject.key:
            return
        is_missing = fact.source == "missing"
        name = fact.name or "No credential"
        role = "warn" if is_missing else "icon"
        self.credential.show_choice(name, note=fact.words, icon="key-round", role=role)
        self._fit()

    def _show_dialect(self) -> None:
        subject = self._running.view.subject
        if subject is None:
            return
        meaning = MEANINGS[subject.dialect].partition(": ")[2].capitalize() + "."
        better = self._better
        is_other = better is not None and better is not subject.dialect
        icon, role = ("triangle-alert", "warn") if is_other else ("book-open", "icon")
        if is_other:
            meaning = f"{better} fits this job better: it has errors under these rules only."
        self.dialect.show_choice(
            f"{subject.dialect} rules", str(subject.dialect), meaning, icon, role
        )
        self._fit()

    def _show_mode(self, mode: HttpMode) -> None:
        self.mode.show_mode(mode)
        is_production = self._running.http_mode.is_live_on_production
        restyle(self._bar, "bar", "err" if is_production else "surface")
        self.buttons.show_live(is_live=is_production)

    def _show_busy(self, is_busy: bool) -> None:
        self.mode.setEnabled(self._running.view.subject is not None and not is_busy)

    # ------------------------------------------------------------ room

    def _fit(self) -> None:
        """Take the fullest plan that fits."""
        picks = (self.input, self.adaptor, self.credential, self.dialect)
        for plan in PLANS:
            self.buttons.set_compact(is_compact=plan in PLANS[-_COMPACT:])
            for pick, fullness in zip(picks, plan, strict=True):
                pick.set_fullness(fullness)
            self.pin.setVisible(plan[0] is not Fullness.ICON)
            self._row.invalidate()
            if self._row.sizeHint().width() <= self.width():
                return

    def _rescale(self) -> None:
        text = QFontMetrics(self._look.font(SMALL)).height()
        self._bar.setFixedHeight(max(self._look.px(44), text + self._look.px(20)))
        self._fit()
