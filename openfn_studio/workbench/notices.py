"""What the program tells its user apart from the place where it was asked: notices, and a history.

Rule of the house: an answer to what the user just asked for is shown where it was asked. A notice
is for what happens in the background, and there is never more than one for one thing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Literal, NewType, TypeAlias

from PySide6.QtCore import QObject, Signal

from openfn_studio.clock import Clock, SystemClock
from openfn_studio.errors import StudioError

NoticeId = NewType("NoticeId", int)
Tone: TypeAlias = Literal["ok", "info", "warn", "err"]

KEPT = 200
"""How many notices the history of a session holds."""


@dataclass(frozen=True, slots=True)
class NoticeButton:
    """What a notice offers to do."""

    text: str
    """A verb, e.g. ``Install``."""
    press: Callable[[], None]
    """Does it, on the GUI thread."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing the user was told."""

    id: NoticeId
    tone: Tone
    what: str
    means: str
    remedy: str
    buttons: tuple[NoticeButton, ...]
    at: datetime
    """When it was told last, in UTC."""
    times: int = 1
    """How often the same thing was told while this notice stood."""
    is_standing: bool = True
    """False once it was dismissed; it is then history only."""

    @property
    def text(self) -> str:
        """All its words, for the clipboard and for screen readers."""
        return " ".join(part for part in (self.what, self.means, self.remedy) if part)


class NoticeBench(QObject):
    """Keeps what was told, newest first.

    Signals:
        added: A ``Notice`` that is new, or that was told again and has a new time and count.
        dismissed: A ``Notice`` that no longer stands.
        seen_changed: How many the user has not seen yet, as an int.
    """

    added = Signal(object)
    dismissed = Signal(object)
    seen_changed = Signal(object)

    def __init__(self, clock: Clock | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock or SystemClock()
        self._ids = count(1)
        self._notices: list[Notice] = []
        self._unseen: set[NoticeId] = set()

    # ------------------------------------------------------------------ telling

    def tell(
        self,
        tone: Tone,
        what: str,
        means: str = "",
        remedy: str = "",
        buttons: tuple[NoticeButton, ...] = (),
    ) -> NoticeId:
        """Tell something; what already stands in the same words is counted, not told twice.

        Args:
            tone: How grave it is.
            what: What happened, one sentence.
            means: What it means for the user's work, or empty.
            remedy: What the user can do, or empty.
            buttons: At most two things the user can do here.

        Returns:
            What ``dismiss`` takes.
        """
        notice = Notice(
            NoticeId(next(self._ids)), tone, what, means, remedy, buttons, self._clock.now()
        )
        same = next((each for each in self._notices if _is_same(each, notice)), None)
        if same:
            self._notices.remove(same)
            notice = replace(notice, id=same.id, times=same.times + 1)
        self._notices.insert(0, notice)
        del self._notices[KEPT:]
        self._unseen.add(notice.id)
        self.added.emit(notice)
        self.seen_changed.emit(len(self._unseen))
        return notice.id

    def tell_problem(
        self, problem: StudioError, buttons: tuple[NoticeButton, ...] = ()
    ) -> NoticeId:
        """Tell a problem in its own words, as an error."""
        what = f"{problem.place}: {problem.what}" if problem.place else problem.what
        return self.tell("err", what, problem.means, problem.remedy, buttons)

    # ------------------------------------------------------------------ reading

    @property
    def history(self) -> tuple[Notice, ...]:
        """Everything told in this session, newest first."""
        return tuple(self._notices)

    @property
    def standing(self) -> tuple[Notice, ...]:
        """What was not dismissed yet, newest first."""
        return tuple(notice for notice in self._notices if notice.is_standing)

    @property
    def unseen(self) -> int:
        """How many the user has neither dismissed nor seen in the centre."""
        return len(self._unseen)

    # ------------------------------------------------------------------ putting away

    def dismiss(self, notice_id: NoticeId) -> None:
        """Let a notice stand no longer; it stays in the history. Unknown ones are let be."""
        for place, notice in enumerate(self._notices):
            if notice.id == notice_id and notice.is_standing:
                gone = self._notices[place] = replace(notice, is_standing=False)
                self._see({notice_id})
                self.dismissed.emit(gone)
                return

    def mark_seen(self) -> None:
        """Note that the user has the whole list before the eyes."""
        self._see(set(self._unseen))

    def clear(self) -> None:
        """Forget the history, standing notices too."""
        for notice in self.standing:
            self.dismiss(notice.id)
        self._notices.clear()
        self._unseen.clear()
        self.seen_changed.emit(0)

    def _see(self, ids: set[NoticeId]) -> None:
        if self._unseen & ids:
            self._unseen -= ids
            self.seen_changed.emit(len(self._unseen))


def _is_same(old: Notice, new: Notice) -> bool:
    told = (old.tone, old.what, old.means, old.remedy)
    return old.is_standing and told == (new.tone, new.what, new.means, new.remedy)
