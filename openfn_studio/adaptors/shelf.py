"""The folder of installed adaptors: what is where, what is whole, and who may change it.

Layout below the adaptors folder::

    @openfn/language-http/7.2.10/    one version: package.json, node_modules, and a manifest
                                     that is written last
    .work/<key>/<token>/             an installation under way, renamed into place when whole
    .locks/<key>.lock                held while one version is installed, repaired or removed
    .known/<key>.json                what npm last said of a package
    .npm/                            the folder npm is asked questions from

``key`` is the npm name with ``+`` for ``/``, and the version where there is one.
"""

import json
import os
import shutil
import uuid
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock
import msgspec

from openfn_studio.adaptors import failures, specifier, versions
from openfn_studio.adaptors.package_file import read_package_file
from openfn_studio.adaptors.progress import Cancel, Progress, ProgressSink
from openfn_studio.clock import Clock
from openfn_studio.domain.adaptor import InstalledAdaptor

_MANIFEST = "openfn-studio.json"
_FORMAT = 1
_BEAT_S = 0.1


class _Manifest(msgspec.Struct, kw_only=True):
    """What a whole installation holds: the proof that it is whole."""

    format: int = _FORMAT
    name: str
    version: str
    sizes: dict[str, int]
    """Bytes of the files a start needs, by their path in the folder."""


class Shelf:
    """Installed adaptors on disk; safe for several threads and processes at once."""

    def __init__(self, root: Path, clock: Clock) -> None:
        self.root = root
        self._clock = clock

    # ------------------------------------------------------------------ reading

    def get(self, name: str, version: str) -> InstalledAdaptor | None:
        """Return the installed version, or None when it is absent or damaged."""
        folder = self._folder(name, version)
        if not folder.is_dir() or self.damage(name, version):
            return None
        return InstalledAdaptor(name, version, _package_folder(folder, name))

    def damage(self, name: str, version: str) -> str:
        """Return in a sentence what is wrong with an installed version; empty when nothing is."""
        folder = self._folder(name, version)
        try:
            manifest = msgspec.json.decode((folder / _MANIFEST).read_bytes(), type=_Manifest)
        except (OSError, msgspec.MsgspecError):
            return "Its installation was not finished." if folder.exists() else ""
        for path, size in manifest.sizes.items():
            try:
                actual = (folder / path).stat().st_size
            except OSError:
                return f"{path} is missing."
            if actual != size:
                return f"{path} has {actual} bytes instead of {size}."
        return ""

    def versions(self, name: str) -> tuple[str, ...]:
        """Return the whole installed versions of ``name``, newest first."""
        return tuple(v for v in self._folders_of(name) if not self.damage(name, v))

    def all(self) -> Iterator[tuple[str, str]]:
        """Yield name and version of everything installed, damaged ones too, in a stable order."""
        for name in self._names():
            for version in self._folders_of(name):
                yield name, version

    def _names(self) -> list[str]:
        names: list[str] = []
        for entry in _folders_in(self.root):
            if entry.name.startswith("@"):
                names += [f"{entry.name}/{inner.name}" for inner in _folders_in(entry)]
            elif not entry.name.startswith("."):
                names.append(entry.name)
        return names

    def _folders_of(self, name: str) -> list[str]:
        found = [versions.parse_exact(entry.name) for entry in _folders_in(self._folder(name))]
        return [str(version) for version in sorted((v for v in found if v), reverse=True)]

    # ------------------------------------------------------------------ changing

    @contextmanager
    def locked(
        self, name: str, version: str, progress: ProgressSink, cancel: Cancel | None
    ) -> Generator[None]:
        """Hold the right to change one version; wait for another thread or process that has it.

        Raises:
            InstallationStopped: ``cancel`` was set while waiting.
            EnvironmentProblem: The lock file cannot be made.
        """
        adaptor = f"{specifier.short_name(name)} {version}"
        key = _key(name, version)
        started_s = self._clock.monotonic()
        waiting = False
        try:
            lock = self._lock(key)
            while True:
                try:
                    lock.acquire(timeout=_BEAT_S if waiting else 0)
                    break
                except filelock.Timeout:
                    waiting = True
                if cancel is not None and cancel.is_set():
                    raise failures.stopped(adaptor)
                elapsed_s = self._clock.monotonic() - started_s
                text = f"{adaptor} is being changed by another window or command; waiting for it."
                progress(Progress(text, elapsed_s=elapsed_s))
        except OSError as error:
            raise failures.from_disk(adaptor, error) from error
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def staging(self, name: str, version: str) -> Generator[Path]:
        """Give an empty folder to install in; it is gone afterwards unless it was settled.

        What an installation that died left behind for the same version is removed first. The lock
        of the version must be held.
        """
        work = self._under_work(_key(name, version))
        try:
            remove_tree(work)
            # A fresh name each time: an npm that outlived its killed parent may still write below
            # the old one.
            folder = work / uuid.uuid4().hex[:12]
            folder.mkdir(parents=True)
            _write(folder / "package.json", b'{"private": true}\n')
            yield folder
        except OSError as error:
            raise failures.from_disk(specifier.short_name(name), error) from error
        finally:
            remove_tree(work)

    def settle(self, staged: Path, name: str, version: str) -> InstalledAdaptor:
        """Check a finished installation, mark it whole and move it into place.

        Raises:
            AdaptorBroken: What was installed is no package that can be loaded.
            EnvironmentProblem: The disk refused.
        """
        package = read_package_file(_package_folder(staged, name))
        needed = [package.folder / "package.json", *package.entries]
        needed += [path / "package.json" for path in _packages_in(staged / "node_modules")]
        sizes = {
            path.resolve().relative_to(staged.resolve()).as_posix(): path.stat().st_size
            for path in needed
        }
        manifest = _Manifest(name=name, version=version, sizes=sizes)
        place = self._folder(name, version)
        try:
            _write(staged / _MANIFEST, msgspec.json.encode(manifest))
            place.parent.mkdir(parents=True, exist_ok=True)
            self._move_aside(name, version)
            staged.rename(place)
        except OSError as error:
            raise failures.from_disk(specifier.short_name(name), error) from error
        return InstalledAdaptor(name, version, _package_folder(place, name))

    def discard(self, name: str, version: str) -> None:
        """Remove one version; the lock of the version must be held.

        Raises:
            EnvironmentProblem: The disk refused; the version is then still whole.
        """
        try:
            self._move_aside(name, version)
            parent = self._folder(name)
            for folder in (parent, parent.parent):
                if folder != self.root and folder.is_dir() and not any(folder.iterdir()):
                    folder.rmdir()
        except OSError as error:
            raise failures.from_disk(f"{specifier.short_name(name)} {version}", error) from error
        remove_tree(self._under_work(_key(name, version)))

    def sweep(self) -> int:
        """Remove what died installations left behind; return how many there were.

        Installations under way are left alone: they hold their lock.
        """
        removed = 0
        for work in _folders_in(self._under_work("")):
            try:
                lock = self._lock(work.name)
                lock.acquire(timeout=0)
            except (filelock.Timeout, OSError):
                continue
            try:
                remove_tree(work)
                removed += 1
            finally:
                lock.release()
        return removed

    def questions_folder(self) -> Path:
        """Return the folder npm is asked from: it has a ``package.json`` of its own."""
        folder = self.root / ".npm"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / "package.json").is_file():
                _write(folder / "package.json", b'{"private": true}\n')
        except OSError as error:
            raise failures.from_disk("npm", error) from error
        return folder

    def note_file(self, name: str) -> Path:
        """Return where what npm said of ``name`` is remembered."""
        return self.root / ".known" / f"{_key(name)}.json"

    # ------------------------------------------------------------------ inside

    def _folder(self, name: str, version: str | None = None) -> Path:
        specifier.check_name(name)
        folder = self.root.joinpath(*name.split("/"))
        return folder / version if version else folder

    def _under_work(self, key: str) -> Path:
        return self.root / ".work" / key if key else self.root / ".work"

    def _lock(self, key: str) -> filelock.BaseFileLock:
        path = self.root / ".locks" / f"{key}.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        return filelock.FileLock(path)

    def _move_aside(self, name: str, version: str) -> None:
        """Take a version out of its place in one step, so that it is never seen half removed."""
        place = self._folder(name, version)
        if place.exists():
            aside = self._under_work(_key(name, version)) / f"old-{uuid.uuid4().hex[:12]}"
            aside.parent.mkdir(parents=True, exist_ok=True)
            place.rename(aside)


def write_note(path: Path, value: object) -> None:
    """Replace a small JSON file in one step.

    Raises:
        OSError: The disk refused; the old file is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}-{uuid.uuid4().hex[:12]}")
    try:
        _write(fresh, json.dumps(value).encode())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def remove_tree(folder: Path) -> None:
    """Remove a folder and all in it; what cannot be removed now is left for the next sweep."""
    shutil.rmtree(folder, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _key(name: str, version: str = "") -> str:
    specifier.check_name(name)
    return name.replace("/", "+") + (f"@{version}" if version else "")


def _package_folder(folder: Path, name: str) -> Path:
    return folder.joinpath("node_modules", *name.split("/"))


def _packages_in(modules: Path) -> Iterator[Path]:
    for entry in _folders_in(modules):
        if entry.name.startswith("@"):
            yield from (inner for inner in _folders_in(entry) if (inner / "package.json").exists())
        elif (entry / "package.json").exists():
            yield entry


def _folders_in(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if entry.is_dir())
    except OSError:
        return []
