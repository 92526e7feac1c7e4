from pathlib import Path
from typing import Any

import pytest

from openfn_studio.adaptors.failures import AdaptorBroken
from openfn_studio.adaptors.package import (
    ConnectionKind,
    cautions,
    describe,
    export_names,
    exports_of,
    write_only_keys,
)
from openfn_studio.domain.adaptor import InstalledAdaptor
from tests.unit.adaptors.packages import make_package

SCHEMA = '{"properties": {"baseUrl": {}, "pin": {"writeOnly": true}}, "required": ["baseUrl"]}'


def installed(folder: Path, files: dict[str, str] | None = None, **fields: Any) -> InstalledAdaptor:
    make_package(folder, files, **fields)
    return InstalledAdaptor("@openfn/language-made", "1.2.3", folder)


def test_a_package_is_described_from_its_files(tmp_path: Path):
    files = {
        "index.js": "exports.execute = e; exports.get = g;",
        "configuration-schema.json": SCHEMA,
        "CHANGELOG.md": "# made\n\n## 1.2.3\n",
    }
    adaptor = installed(
        tmp_path, files, homepage="https://docs.example", license="MIT", description="Makes."
    )

    details = describe(adaptor)

    assert (details.homepage, details.license, details.description) == (
        "https://docs.example",
        "MIT",
        "Makes.",
    )
    assert details.exports.names == {"execute", "get"}
    assert details.credential.required == ("baseUrl",)
    assert [doc.name for doc in details.functions] == ["execute", "get"]
    assert details.changelog.startswith("# made")
    assert details.problems == ()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("configuration-schema.json", "The credential schema cannot be used."),
        ("ast.json", "The documentation cannot be used."),
    ],
)
def test_a_broken_file_is_told_and_the_rest_is_there(tmp_path: Path, file: str, words: str):
    details = describe(installed(tmp_path, {"index.js": "exports.get = g;", file: "{oops"}))

    [problem] = details.problems
    assert problem.startswith(words)
    assert f"{file}:1:2" in problem
    assert details.exports.names == {"get"}


@pytest.mark.parametrize(
    ("needs", "schema", "kind"),
    [
        (["pg"], None, ConnectionKind.DATABASE),
        ([], '{"properties": {"host": {}, "database": {}}}', ConnectionKind.DATABASE),
        (["ssh2-sftp-client"], None, ConnectionKind.FILE_SERVER),
        (["undici"], None, ConnectionKind.WEB_API),
        ([], SCHEMA, ConnectionKind.WEB_API),
        (["undici"], '{"$comment": "OAuth2", "properties": {}}', ConnectionKind.OAUTH),
        (["lodash"], None, ConnectionKind.UNKNOWN),
        ([], None, ConnectionKind.NONE),
    ],
)
def test_the_kind_of_connection_is_told(
    tmp_path: Path, needs: list[str], schema: str | None, kind: ConnectionKind
):
    files = {"index.js": "", **({"configuration-schema.json": schema} if schema else {})}
    adaptor = installed(tmp_path, files, dependencies=dict.fromkeys(needs, "*"))

    assert describe(adaptor).connection is kind


def test_names_follow_a_rebuilt_package(tmp_path: Path):
    adaptor = installed(tmp_path)
    assert export_names(adaptor) == {"execute", "ping"}

    (tmp_path / "index.js").write_text("exports.execute = f; exports.pong = f; // rebuilt")

    assert exports_of(adaptor).names == {"execute", "pong"}


def test_secret_keys_come_from_the_schema_if_it_can_be_read(tmp_path: Path):
    adaptor = installed(tmp_path, {"index.js": "", "configuration-schema.json": SCHEMA})
    assert write_only_keys(adaptor) == ("pin",)

    (tmp_path / "configuration-schema.json").write_text("{")

    assert write_only_keys(adaptor) == ()


@pytest.mark.parametrize("wanted", ["", ">=18", "^24", "nonsense", "20 || 24"])
def test_a_package_that_fits_node_has_no_cautions(tmp_path: Path, wanted: str):
    assert cautions(installed(tmp_path, engines={"node": wanted}), "24.19.0") == ()


@pytest.mark.parametrize("wanted", ["<20", "^18.0.0", ">=26"])
def test_a_package_for_another_node_is_told_before_it_runs(tmp_path: Path, wanted: str):
    [told] = cautions(installed(tmp_path, engines={"node": wanted}), "24.19.0")

    assert f"asks for Node.js {wanted}, and jobs run on 24.19.0" in told


@pytest.mark.parametrize(
    ("source", "words"),
    [("exports.get = g;", "has no execute function"), ("", "does not look like an adaptor")],
)
def test_what_may_be_no_adaptor_is_told(tmp_path: Path, source: str, words: str):
    [told] = cautions(installed(tmp_path, {"index.js": source}), "24.19.0")

    assert words in told


def test_a_package_that_is_gone_is_broken(tmp_path: Path):
    gone = InstalledAdaptor("@openfn/language-made", "1.2.3", tmp_path / "gone")

    for read in (describe, export_names, exports_of):
        with pytest.raises(AdaptorBroken):
            read(gone)
