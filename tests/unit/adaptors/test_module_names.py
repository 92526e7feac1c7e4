from pathlib import Path

import pytest

from openfn_studio.adaptors.module_names import ModuleNames, read_module_names


def names_of(tmp_path: Path, source: str) -> ModuleNames:
    path = tmp_path / "module.js"
    path.write_text(source, "utf-8")
    return read_module_names(path)


@pytest.mark.parametrize(
    ("source", "exported"),
    [
        ("export function get() {}", {"get"}),
        ("export async function get() {}", {"get"}),
        ("export const a = 1, b = () => 2;", {"a", "b"}),
        ("export class Client {}", {"Client"}),
        ("function f() {} export { f, f as g };", {"f", "g"}),
        ("export { get, post as send } from './http.js';", {"get", "send"}),
        ("export * as http from './http.js';", {"http"}),
        ("export default x;", {"default"}),
        ("exports.get = get; exports['post'] = post;", {"get", "post"}),
        ("module.exports.get = get;", {"get"}),
        ("exports.a = exports.b = void 0;", {"a", "b"}),
        (
            "module.exports = { get, post: send, put() {}, del: function () {} };",
            {"get", "post", "put", "del"},
        ),
        ("0 && (module.exports = { get, post });", {"get", "post"}),
        (
            'Object.defineProperty(exports, "each", { enumerable: true, get: () => c.each });',
            {"each"},
        ),
        (
            "var e = {}; __export(e, { get: () => get2 }); module.exports = __toCommonJS(e);",
            {"get"},
        ),
        ('Object.defineProperty(exports, "__esModule", { value: true });', set[str]()),
        ("if (x) { exports.hidden = 1; }", set[str]()),
        ("function f() { exports.inner = 1; }", set[str]()),
    ],
)
def test_exports_are_found_in_every_dialect(tmp_path: Path, source: str, exported: set[str]):
    assert names_of(tmp_path, source).exported.keys() == exported


@pytest.mark.parametrize(
    "source",
    [
        "export * from './Adaptor.js';",
        "module.exports = require('./Adaptor.js');",
        "module.exports = { ...require('./Adaptor.js') };",
        "__exportStar(require('./Adaptor.js'), exports);",
        "tslib_1.__exportStar(require('./Adaptor.js'), exports);",
        "__reExport(e, require('./Adaptor.js'), module.exports);",
        "var _a = require('./Adaptor.js');\n"
        "Object.keys(_a).forEach(function (key) { exports[key] = _a[key]; });",
    ],
)
def test_whole_modules_that_are_passed_on_are_found(tmp_path: Path, source: str):
    assert names_of(tmp_path, source).all_from == ["./Adaptor.js"]


@pytest.mark.parametrize(
    ("source", "imported"),
    [
        ("import a from 'm';", {"a": ("m", "default")}),
        ("import * as a from 'm';", {"a": ("m", "*")}),
        ("import { a, b as c } from 'm';", {"a": ("m", "a"), "c": ("m", "b")}),
        ("const a = require('m');", {"a": ("m", "*")}),
        ("var a = _interopRequireWildcard(require('m'));", {"a": ("m", "*")}),
        ("var a = __toESM(require('m'), 1);", {"a": ("m", "*")}),
        ("const { a, b: c } = require('m');", {"a": ("m", "a"), "c": ("m", "b")}),
    ],
)
def test_imports_are_found(tmp_path: Path, source: str, imported: dict[str, tuple[str, str]]):
    assert names_of(tmp_path, source).imported == imported


def test_a_getter_tells_what_a_name_stands_for(tmp_path: Path):
    source = "Object.defineProperty(exports, 'each', { get: function () { return c.each; } });"

    assert names_of(tmp_path, source).exported == {"each": "c.each"}


@pytest.mark.parametrize(
    "source", ["", "}}}{{{ export", "\x00\x01", "exports.", "export {", "é" * 99]
)
def test_what_is_no_module_gives_no_names(tmp_path: Path, source: str):
    assert names_of(tmp_path, source).exported == {}


def test_a_file_that_is_absent_gives_no_names(tmp_path: Path):
    assert read_module_names(tmp_path / "absent.js") == ModuleNames()


def test_a_changed_file_is_read_again(tmp_path: Path):
    assert "a" in names_of(tmp_path, "exports.a = 1;").exported
    assert "bcd" in names_of(tmp_path, "exports.bcd = 1;").exported
