"""Beside the form: what would start the job, with the project's own samples and the clock."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QStackedWidget, QWidget

from openfn_studio.domain.trigger import Cron, Flow, MessageFilter, Trigger
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import bar, box, column
from openfn_studio.ui.widgets.tree_view import TreeView
from openfn_studio.ui.wizard.matches import MatchDelegate, MatchModel
from openfn_studio.workbench.projects.drafting import DraftBench
from openfn_studio.workbench.projects.trigger_facts import SampleMatch


class StartPreview(QWidget):
    """Shows when a trigger would start its job.

    Args:
        look: The look.
        draft: Knows the samples and the clock.
    """

    def __init__(self, look: Look, draft: DraftBench) -> None:
        super().__init__()
        self._draft = draft
        self.model = MatchModel(self)
        self.list = TreeView(look, indent=0)
        self.list.setRootIsDecorated(False)
        self.list.setAccessibleName("Sample messages")
        self._delegate = MatchDelegate(look)
        self.list.setItemDelegate(self._delegate)
        self.list.setModel(self.model)
        self._title = Label(look, "", SMALL, 600, wrap=True)
        self._why = Label(look, "", SMALL, tone="muted", wrap=True)
        self._why.setContentsMargins(12, 10, 12, 10)
        self._times = Label(look, "", SMALL, mono=True)
        self._times.setContentsMargins(16, 12, 16, 12)
        self._none = EmptyState(look, "mail", "", "")
        self._stack = QStackedWidget()
        self._build(look)
        draft.matched.connect(self._on_matched)
        self.list.selectionModel().currentChanged.connect(self._explain)

    @property
    def title(self) -> str:
        """What the part says about the trigger, in short."""
        return self._title.text()

    @property
    def why(self) -> str:
        """What it says about the chosen sample."""
        return self._why.text()

    def show_trigger(self, trigger: Trigger | None) -> None:
        """Show when a trigger would start its job; None is a job without a trigger."""
        match trigger:
            case MessageFilter():
                self._draft.match(trigger.criteria, trigger.exclusion)
            case Cron():
                self._show_times(trigger.cron)
            case None:
                self._say("play", "Only you start it.", "Choose a trigger whenever you like.")
            case _:
                word = "succeeded" if isinstance(trigger, Flow) else "failed"
                self._say(
                    "workflow" if isinstance(trigger, Flow) else "octagon-alert",
                    f"It starts after {trigger.job} {word}." if trigger.job else "It never starts.",
                    "On the platform; here you start jobs yourself." if trigger.job else "",
                )

    def show_broken(self) -> None:
        """Show that the trigger cannot be used as it is."""
        self._draft.match("", None)
        self._say("circle-dashed", "The trigger cannot be used yet.", "The form says why.")

    # ------------------------------------------------------------------ inside

    def _build(self, look: Look) -> None:
        self._title.setContentsMargins(16, 10, 16, 10)
        self._matches = box(column(self.list, bar(column(self._why), edge="top")))
        for view in (self._matches, box(column(self._times, None)), self._none):
            self._stack.addWidget(view)
        self.setLayout(column(bar(column(self._title, self._stack), kind="surface", edge="all")))

    def _on_matched(self, matches: tuple[SampleMatch, ...]) -> None:
        if not matches:
            self.model.show(())
            self._say(
                "mail",
                "There are no sample messages yet.",
                "Put messages as .json files into samples/ to see here which ones start the job.",
            )
            return
        self.model.show(matches)
        count = sum(match.is_match for match in matches)
        self._title.setText(f"{count} of {len(matches)} sample messages start the job")
        self._title.show()
        self._stack.setCurrentWidget(self._matches)
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0, 0))
        self._explain()

    def _explain(self) -> None:
        match = self.model.match_of(self.list.currentIndex())
        self._why.setText("\n".join(match.sentences) if match else "")

    def _show_times(self, cron: str) -> None:
        check = self._draft.check_cron(cron)
        self._title.setText("The next runs")
        self._title.show()
        self._times.setText(times_in_words(check.next_times))
        self._stack.setCurrentIndex(1)

    def _say(self, icon: str, fact: str, why: str) -> None:
        self._title.hide()
        self._none.say(fact, why)
        self._stack.setCurrentWidget(self._none)


def times_in_words(times: Sequence[datetime]) -> str:
    """Return times a line each, in UTC and, where that differs, here."""
    lines: list[str] = []
    for moment in times:
        here = moment.astimezone()
        line = f"{moment:%a %d %b %Y  %H:%M} UTC"
        if here.utcoffset():
            line += f"  ({here:%a %H:%M} here)"
        lines.append(line)
    return "\n".join(lines)
