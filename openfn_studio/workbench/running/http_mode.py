"""Whether requests are really sent: chosen for each project, never live by accident."""

from PySide6.QtCore import QObject, Signal

from openfn_studio.domain.run import HttpMode
from openfn_studio.workbench.running.subject import Subject
from openfn_studio.workbench.session import SessionBench


class HttpModeBench(QObject):
    """Holds the HTTP mode of the project in view.

    It is remembered on this computer only: a project that somebody else switched to live starts
    in test mode here.

    Signals:
        changed: The ``HttpMode`` that holds now.

    Args:
        session: Remembers it for each project.
    """

    changed = Signal(object)

    def __init__(self, session: SessionBench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._subject: Subject | None = None
        self._mode = HttpMode.TEST
        self._confirmed: set[str] = set()

    @property
    def mode(self) -> HttpMode:
        """What holds now."""
        return self._mode

    @property
    def is_live_on_production(self) -> bool:
        """True when a run would send real requests of a project that is in production."""
        is_production = self._subject is not None and self._subject.is_on_production
        return self._mode is HttpMode.LIVE and is_production

    @property
    def needs_confirmation(self) -> bool:
        """True until the user once agreed, in this session, to run live on production."""
        if self._subject is None or not self.is_live_on_production:
            return False
        return self._subject.project_key not in self._confirmed

    def look_at(self, subject: Subject | None) -> None:
        """Turn to the project of a job."""
        was_on_production = self.is_live_on_production
        self._subject = subject
        kept = self._session.get(_key(subject)) if subject else None
        mode = HttpMode.LIVE if kept == str(HttpMode.LIVE) else HttpMode.TEST
        if mode is not self._mode or was_on_production != self.is_live_on_production:
            self._mode = mode
            self.changed.emit(mode)

    def choose(self, mode: HttpMode) -> None:
        """Change the mode of the project in view, and remember it."""
        if self._subject is None or mode is self._mode:
            return
        self._session.set(_key(self._subject), str(mode))
        self._mode = mode
        self.changed.emit(mode)

    def confirm(self) -> None:
        """Note that the user agreed to run live on production until the program ends."""
        if self._subject is not None:
            self._confirmed.add(self._subject.project_key)


def _key(subject: Subject) -> str:
    return f"http_mode:{subject.project_key}"
