from pathlib import Path

import pytest

from openfn_studio.adaptors.failures import AdaptorBroken
from openfn_studio.adaptors.package_file import read_json_object, read_package_file
from openfn_studio.errors import Place
from tests.unit.adaptors.packages import make_package


def test_a_package_is_read_with_its_defaults(tmp_path: Path):
    package = read_package_file(make_package(tmp_path))

    assert (package.name, package.version) == ("@openfn/language-made", "1.2.3")
    assert package.entries == (tmp_path / "index.js",)
    assert (package.license, package.node, package.homepage) == ("", "", "")


def test_both_entries_of_a_modern_package_are_found_import_first(tmp_path: Path):
    root = {".": {"import": "./dist/index.js", "require": "./dist/index.cjs", "types": "./t.d.ts"}}
    files = {"dist/index.js": "", "dist/index.cjs": "", "t.d.ts": ""}

    package = read_package_file(make_package(tmp_path, files, exports=root, types="t.d.ts"))

    assert package.import_entry == tmp_path / "dist" / "index.js"
    assert package.require_entry == tmp_path / "dist" / "index.cjs"
    assert package.types == tmp_path / "t.d.ts"


@pytest.mark.parametrize(
    "fields",
    [
        {"main": "lib/index.js"},
        {"main": "./lib/index"},
        {"main": "lib"},
        {"exports": "./lib/index.js", "main": "absent.js"},
        {"exports": {"import": "./lib/index.js"}, "main": "absent.js"},
        {"exports": {".": {"import": {"default": "./lib/index.js"}}}, "main": "absent.js"},
        {"exports": {".": {"default": "./lib/index.js"}}},
    ],
)
def test_an_entry_is_found_however_it_is_named(tmp_path: Path, fields: dict[str, object]):
    package = read_package_file(make_package(tmp_path, {"lib/index.js": ""}, **fields))

    assert package.entries[0] == tmp_path / "lib" / "index.js"


def test_a_license_may_be_an_object_and_odd_fields_count_as_absent(tmp_path: Path):
    package = read_package_file(
        make_package(tmp_path, license={"type": "MIT"}, engines=["node >= 0.10"], homepage=7)
    )

    assert (package.license, package.node, package.homepage) == ("MIT", "", "")


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path):
    with pytest.raises(AdaptorBroken, match="does not exist"):
        read_package_file(tmp_path / "absent")


def test_a_file_is_no_folder(tmp_path: Path):
    (tmp_path / "x").write_text("")

    with pytest.raises(AdaptorBroken, match="is a file, not a folder"):
        read_package_file(tmp_path / "x")


def test_a_folder_without_package_json_is_told(tmp_path: Path):
    with pytest.raises(AdaptorBroken, match=r"no package\.json"):
        read_package_file(tmp_path)


def test_broken_json_is_located(tmp_path: Path):
    (tmp_path / "package.json").write_text('{\n  "name": "x",\n  oops\n}')

    with pytest.raises(AdaptorBroken) as caught:
        read_package_file(tmp_path)

    assert caught.value.place == Place(tmp_path / "package.json", 3, 3)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[]", "no JSON object"),
        (b"null", "no JSON object"),
        (b"\xff\xfe", "not UTF-8"),
        (b"", "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"name": ""}', "no name"),
        (b'{"name": 7}', "no name"),
    ],
)
def test_what_cannot_be_a_package_json_is_told(tmp_path: Path, content: bytes, words: str):
    (tmp_path / "package.json").write_bytes(content)

    with pytest.raises(AdaptorBroken, match=words):
        read_package_file(tmp_path)


def test_a_file_too_big_to_be_real_is_not_read(tmp_path: Path):
    path = tmp_path / "ast.json"
    path.write_bytes(b" " * 5_000_001)

    with pytest.raises(AdaptorBroken, match="too big"):
        read_json_object(path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path):
    path = tmp_path / "x.json"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}')

    assert read_json_object(path) == {"a": 1}


@pytest.mark.parametrize("main", ["dist/index.cjs", "../outside.js", "/etc/hostname"])
def test_a_missing_entry_file_is_told_by_name(tmp_path: Path, main: str):
    (tmp_path / "outside.js").write_text("")

    with pytest.raises(AdaptorBroken, match=f"not there: {main}"):
        read_package_file(make_package(tmp_path / "package", {}, main=main))
