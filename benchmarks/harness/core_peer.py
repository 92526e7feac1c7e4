"""The peer: OpenFn's own ``@openfn/core`` 1.5.1, installed for the benchmarks alone.

It lives in the user's cache folder, never in the project, and is not shipped.
"""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from openfn_studio.runner.launch import bundled_node

CORE = "1.5.1"
COMMON = "3.3.4"
ADAPTOR = "@openfn/language-common"
FOLDER_VARIABLE = "OPENFN_STUDIO_BENCH"


class PeerError(Exception):
    """The peer could not be installed; the message says why."""


@dataclass(frozen=True, slots=True)
class CorePeer:
    """An installed core."""

    node: Path
    folder: Path

    @property
    def adaptor(self) -> Path:
        """The folder of the adaptor both sides run with."""
        return self.folder / "node_modules" / ADAPTOR

    @property
    def program(self) -> Path:
        """The folder of core itself."""
        return self.folder / "node_modules" / "@openfn" / "core"

    def execute_command(self, job: Path, state: Path, output: Path) -> list[str]:
        """Return the command line that runs a job as people run it."""
        words = ["execute", "-l", ADAPTOR, "-e", job, "-s", state, "-o", output]
        return [str(word) for word in (self.node, self.program / "bin" / "core", *words)]


def cache_folder() -> Path:
    """Return where the benchmarks keep what they install."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_cache_path("openfn-studio-bench")


def core_peer() -> CorePeer:
    """Return core, installed first when it is not there.

    Raises:
        PeerError: npm could not bring it.
    """
    folder = cache_folder() / f"core-{CORE}-common-{COMMON}"
    if not folder.exists():
        _install(folder)
    return CorePeer(bundled_node(), folder)


def _install(folder: Path) -> None:
    """Install beside the folder and move the whole there: a half installation never counts."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=folder.parent))
    node = bundled_node()
    modules = (
        node.parent / "node_modules" if os.name == "nt" else node.parents[1] / "lib/node_modules"
    )
    npm = modules / "npm" / "bin" / "npm-cli.js"
    flags = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", ".")
    packages = (f"@openfn/core@{CORE}", f"{ADAPTOR}@{COMMON}")
    command = [str(word) for word in (node, npm, "install", *flags, *packages)]
    done = subprocess.run(command, cwd=unfinished, capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(unfinished)
        reason = (done.stderr.strip().splitlines() or ["npm said nothing."])[0]
        raise PeerError(f"npm could not install {packages[0]}: {reason}")
    unfinished.rename(folder)
