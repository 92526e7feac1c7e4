"""Local history: every version of a file that was saved, kept outside the project folder.

One folder for each project (a hash of where it is), in it a folder for each file, in it a file for
each version, named by time and a hash of the content. Every version is written atomically, so a
crash leaves all or none of it, and what a crash did leave behind is simply not listed.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from openfn_studio.errors import EnvironmentProblem, Place
from openfn_studio.workspace.atomic import save_atomically

_VERSION = re.compile(r"(\d{8}T\d{12})Z-([0-9a-f]{16})")
_TIME = "%Y%m%dT%H%M%S%f"
_HASH_DIGITS = 16
_KEPT_VERSIONS = 200
_KEPT_BYTES = 50 << 20
_ALL_KEPT = 60
"""So many of the newest versions stay, however close they are ..."""
_SPACING = (
    (timedelta(days=1), timedelta(minutes=5)),
    (timedelta(days=7), timedelta(hours=1)),
    (timedelta.max, timedelta(days=1)),
)
"""... older ones, up to an age, one in so much time: a day of typing leaves last week alone."""


@dataclass(frozen=True, slots=True)
class Version:
    """A saved version of a file."""

    file: PurePosixPath
    """Relative to the project folder."""
    saved_at: datetime
    """UTC."""
    size: int
    """Bytes."""
    stored: Path
    """Where the history keeps it."""


class LocalHistory:
    """The local history of one project folder.

    Args:
        root: The history folder of the user's data.
        project: The project folder.
        kept_versions: How many versions of a file stay.
        kept_bytes: How much the versions of a file may take; the newest one always stays.
    """

    def __init__(
        self,
        root: Path,
        project: Path,
        *,
        kept_versions: int = _KEPT_VERSIONS,
        kept_bytes: int = _KEPT_BYTES,
    ) -> None:
        self._project = project.resolve()
        self._folder = root / _short_hash(str(self._project).encode("utf-8", "surrogateescape"))
        self._kept_versions = kept_versions
        self._kept_bytes = kept_bytes

    def add(self, file: PurePosixPath, data: bytes, saved_at: datetime) -> Version:
        """Keep a version and forget the oldest ones; content equal to the newest adds nothing.

        Raises:
            EnvironmentProblem: The data folder cannot be written.
        """
        try:
            return self._added(file, data, saved_at.astimezone(UTC))
        except OSError as error:
            raise self._unwritable(error) from error

    def versions(self, file: PurePosixPath) -> list[Version]:
        """Return the versions of a file, newest first."""
        folder = self._folder_of(file)
        if not folder.is_dir():
            return []
        found = [_version(file, entry) for entry in folder.iterdir()]
        kept = [version for version in found if version]
        return sorted(kept, key=lambda version: version.saved_at, reverse=True)

    def files(self) -> list[PurePosixPath]:
        """Return the files that have versions, also those the project no longer has."""
        if not self._folder.is_dir():
            return []
        names = [(entry / "file").read_text("utf-8") for entry in self._folder.iterdir()
                 if (entry / "file").is_file()]  # fmt: skip
        return sorted(PurePosixPath(name) for name in names)

    def follow(self, old: PurePosixPath, new: PurePosixPath) -> None:
        """Let the versions of a file that was renamed go on under its new name.

        A file of the new name that has versions of its own keeps them, and the old ones stay.

        Raises:
            EnvironmentProblem: The data folder cannot be written.
        """
        source, target = self._folder_of(old), self._folder_of(new)
        try:
            if source.is_dir() and not target.exists():
                source.rename(target)
                save_atomically(target / "file", str(new).encode("utf-8", "surrogateescape"))
        except OSError as error:
            raise self._unwritable(error) from error

    def read(self, version: Version) -> bytes:
        """Return the content of a version.

        Raises:
            EnvironmentProblem: It is gone or damaged.
        """
        try:
            data = version.stored.read_bytes()
        except OSError as error:
            raise EnvironmentProblem(
                f"The saved version of {version.file} cannot be read: {error.strerror}.",
                place=Place(version.stored),
            ) from error
        if not version.stored.name.endswith(_short_hash(data)):
            raise EnvironmentProblem(
                f"The saved version of {version.file} is damaged: its content has changed.",
                remedy="Choose another version.",
                place=Place(version.stored),
            )
        return data

    def _unwritable(self, error: OSError) -> EnvironmentProblem:
        return EnvironmentProblem(
            f"The local history cannot be written: {error.strerror}.",
            means="Your file is not changed by this.",
            remedy="Check the data folder's rights and room.",
            place=Place(self._folder),
        )

    def _folder_of(self, file: PurePosixPath) -> Path:
        return self._folder / _short_hash(str(file).encode("utf-8", "surrogateescape"))

    def _added(self, file: PurePosixPath, data: bytes, moment: datetime) -> Version:
        newest = self._newest(file)
        digest = _short_hash(data)
        if newest and newest.stored.name.endswith(digest):
            return newest
        if newest and moment <= newest.saved_at:
            # A clock that was set back must not put this version before the last one.
            moment = newest.saved_at + timedelta(microseconds=1)
        folder = self._folder_of(file)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # For people who look, and for finding the versions of files that are gone.
        self._note(folder / "file", str(file))
        self._note(self._folder / "project", str(self._project))
        stored = folder / f"{moment.strftime(_TIME)}Z-{digest}"
        save_atomically(stored, data)
        self._prune(file)
        return Version(file, moment, len(data), stored)

    @staticmethod
    def _note(note: Path, text: str) -> None:
        if not note.exists():
            save_atomically(note, text.encode("utf-8", "surrogateescape"))

    def _newest(self, file: PurePosixPath) -> Version | None:
        return next(iter(self.versions(file)), None)

    def _prune(self, file: PurePosixPath) -> None:
        versions = self.versions(file)
        spaced = _spaced(versions)
        for version in set(versions) - set(spaced):
            version.stored.unlink(missing_ok=True)
        total = 0
        for number, version in enumerate(spaced):
            total += version.size
            if number and (number >= self._kept_versions or total > self._kept_bytes):
                version.stored.unlink(missing_ok=True)


def _spaced(versions: list[Version]) -> list[Version]:
    """Return the versions that are far enough apart for their age, newest first."""
    kept = versions[:_ALL_KEPT]
    for version in versions[_ALL_KEPT:]:
        age = versions[0].saved_at - version.saved_at
        spacing = next(spacing for limit, spacing in _SPACING if age <= limit)
        if kept[-1].saved_at - version.saved_at >= spacing:
            kept.append(version)
    return kept


def _version(file: PurePosixPath, stored: Path) -> Version | None:
    """Return the version a stored file is, or None for what is none, e.g. a crash's remains."""
    match = _VERSION.fullmatch(stored.name)
    if not match:
        return None
    saved_at = datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)
    return Version(file, saved_at, stored.stat().st_size, stored)


def _short_hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_HASH_DIGITS]
