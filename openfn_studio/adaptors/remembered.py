"""What npm last said of each package, kept on disk, so that it is asked at most hourly."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from openfn_studio.adaptors.npm import Published
from openfn_studio.adaptors.shelf import write_note
from openfn_studio.clock import Clock

FRESH = timedelta(hours=1)
"""For so long npm's answer is not asked for again."""

PATIENCE = timedelta(minutes=5)
"""For so long after npm did not answer it is not asked again when something else would do."""


class _Note(msgspec.Struct, kw_only=True):
    name: str
    versions: list[str] = []
    tags: dict[str, str] = {}
    asked_at: datetime | None = None
    failed_at: datetime | None = None


class Memory:
    """npm's last answer for one package.

    A note that cannot be read counts as none; one that cannot be written is given up silently,
    since it only saves a question.
    """

    def __init__(self, path: Path, name: str, clock: Clock) -> None:
        self._path = path
        self._name = name
        self._clock = clock

    def answer(self) -> Published | None:
        """Return the last answer of any age; None when npm never answered."""
        note = self._read()
        return Published(self._name, tuple(note.versions), note.tags) if note.asked_at else None

    def is_fresh(self) -> bool:
        """Tell whether npm was asked within the last hour."""
        return self._within(self._read().asked_at, FRESH)

    def failed_lately(self) -> bool:
        """Tell whether npm did not answer a few minutes ago."""
        return self._within(self._read().failed_at, PATIENCE)

    def keep(self, published: Published) -> None:
        """Remember an answer."""
        note = _Note(
            name=self._name,
            versions=list(published.versions),
            tags=dict(published.tags),
            asked_at=self._clock.now(),
        )
        self._write(note)

    def keep_failure(self) -> None:
        """Remember that npm did not answer just now."""
        note = self._read()
        note.failed_at = self._clock.now()
        self._write(note)

    def _within(self, moment: datetime | None, span: timedelta) -> bool:
        # A moment in the future, from a clock that was set back, does not count.
        return moment is not None and timedelta(0) <= self._clock.now() - moment < span

    def _read(self) -> _Note:
        try:
            note = msgspec.json.decode(self._path.read_bytes(), type=_Note)
        except (OSError, msgspec.MsgspecError):
            return _Note(name=self._name)
        dated = all(moment is None or moment.tzinfo for moment in (note.asked_at, note.failed_at))
        return note if note.name == self._name and dated else _Note(name=self._name)

    def _write(self, note: _Note) -> None:
        try:
            write_note(self._path, msgspec.to_builtins(note))
        except OSError:
            return
