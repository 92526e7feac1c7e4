"""What the stories share: real adaptors from npm, the clinic's server, and the engine."""

import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest

from openfn_studio.adaptors.failures import NpmUnreachable
from openfn_studio.adaptors.npm import Npm
from openfn_studio.adaptors.repository import Repository
from openfn_studio.adaptors.specifier import parse
from openfn_studio.clock import SystemClock
from openfn_studio.domain.adaptor import InstalledAdaptor
from openfn_studio.paths import resources
from openfn_studio.runs.runs import Runs
from openfn_studio.secrets.redactor import Redactor
from tests.stories.server import ClinicServer, clinic_server

CACHE = Path(__file__).parents[2] / ".venv" / "adaptors-for-tests"
"""Kept between runs of the tests; a fresh clone fills it from npm once."""

Adaptor = Callable[[str], InstalledAdaptor]


@pytest.fixture(scope="session")
def repository() -> Repository:
    CACHE.mkdir(parents=True, exist_ok=True)
    return Repository(CACHE, Npm.bundled(), SystemClock(), resources() / "standin")


@pytest.fixture(scope="session")
def adaptor(repository: Repository) -> Adaptor:
    """Return an installed adaptor by its specifier; without npm the test is skipped and says so."""

    def installed(specifier: str) -> InstalledAdaptor:
        try:
            return repository.resolve(parse(specifier), may_use_npm=True)
        except NpmUnreachable as error:
            pytest.skip(f"npm does not answer: {error}")

    return installed


@pytest.fixture
def server() -> Iterator[ClinicServer]:
    with clinic_server() as running:
        yield running


@pytest.fixture
def runs(repository: Repository) -> Generator[Runs]:
    with Runs(repository, Redactor) as engine:
        yield engine


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample project."""
    return Path(shutil.copytree(resources() / "samples" / "clinic", tmp_path / "clinic"))
