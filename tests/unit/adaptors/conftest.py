import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from openfn_studio.adaptors.npm import Npm
from openfn_studio.adaptors.progress import silent
from openfn_studio.adaptors.repository import Repository
from openfn_studio.adaptors.shelf import Shelf
from openfn_studio.clock import SystemClock
from openfn_studio.domain.adaptor import InstalledAdaptor
from openfn_studio.paths import resources
from tests.unit.adaptors.registry import Registry

ADAPTOR = "exports.execute = (...ops) => s => s;\nexports.ping = () => s => s;\n"
TOKEN = "npm_0123456789abcdefTESTTOKEN"


class SetClock:
    """A clock whose wall time a test sets; durations are real."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return SystemClock().monotonic()

    def pass_by(self, **span: float) -> None:
        self.time += timedelta(**span)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def registry() -> Iterator[Registry]:
    made = Registry()
    made.publish("@openfn/language-demo", "1.0.0", {"index.js": ADAPTOR})
    made.publish("@openfn/language-demo", "1.2.0", {"index.js": ADAPTOR})
    made.publish("@openfn/language-demo", "2.0.0-beta.1", {"index.js": ADAPTOR})
    made.publish(
        "@openfn/language-demo",
        "2.0.0",
        {"index.js": ADAPTOR},
        dependencies={"demo-dependency": "^1.0.0"},
    )
    made.tags["@openfn/language-demo"]["next"] = "2.0.0-beta.1"
    made.publish("demo-dependency", "1.0.5", {"index.js": "module.exports = 5;"})
    yield made
    made.close()


@pytest.fixture
def home(tmp_path: Path, registry: Registry) -> Path:
    """A home whose npm settings name the registry and a token for it."""
    folder = tmp_path / "home"
    folder.mkdir()
    host = f"127.0.0.1:{registry.port}"
    settings = f"registry=http://{host}/\n//{host}/:_authToken={TOKEN}\n"
    (folder / ".npmrc").write_text(settings)
    return folder


@pytest.fixture
def environ(home: Path) -> dict[str, str]:
    """A process environment in which npm knows nothing but that home."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if key in ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG")
    }
    places = {"HOME": str(home), "USERPROFILE": str(home), "APPDATA": str(home)}
    return {**kept, **places, "npm_config_globalconfig": str(home / "none"), "NO_PROXY": "*"}


@pytest.fixture
def npm(environ: dict[str, str]) -> Npm:
    return Npm.bundled(environ=environ, retries=0)


@pytest.fixture
def repository(tmp_path: Path, npm: Npm, clock: SetClock) -> Repository:
    return Repository(tmp_path / "adaptors", npm, clock, resources() / "standin")


posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX file rights")


@pytest.fixture
def shelf(tmp_path: Path, clock: SetClock) -> Shelf:
    """The shelf the repository of the same test uses."""
    return Shelf(tmp_path / "adaptors", clock)


def put(shelf: Shelf, version: str, name: str = "@openfn/language-demo") -> InstalledAdaptor:
    """Install a version without npm, as npm would leave it."""
    with shelf.locked(name, version, silent, None), shelf.staging(name, version) as folder:
        for package, at in ((name, version), ("demo-dependency", "1.0.5")):
            place = folder / "node_modules" / package
            place.mkdir(parents=True)
            (place / "package.json").write_text(json.dumps({"name": package, "version": at}))
            (place / "index.js").write_text(ADAPTOR)
        return shelf.settle(folder, name, version)
