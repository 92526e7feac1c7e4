"""The packages the cases use, installed by npm into a folder outside the project."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.proofs.testmode.case import HERE
from tests.proofs.testmode.node import NODE, NPM


def installed_packages(file: str = "packages.json") -> Path:
    """Return the folder they are in, after installing them when they are not.

    Args:
        file: The file of this folder that names them.

    Raises:
        subprocess.CalledProcessError: npm failed; its words are on standard error.
    """
    wanted = HERE / file
    name = hashlib.sha256(wanted.read_bytes()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / "openfn-studio-proofs" / f"testmode-{name}"
    done = folder / "installed"
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(wanted, folder / "package.json")
        _install(folder)
        done.touch()
    return folder


def _install(folder: Path) -> None:
    print("Installing the packages under proof (once)", flush=True)
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps")
    path = os.pathsep.join((str(Path(NODE).parent), os.environ["PATH"]))
    command = [NODE, NPM, "install", "--loglevel=error", *options]
    subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, check=True)
