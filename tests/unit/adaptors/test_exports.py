from pathlib import Path

from openfn_studio.adaptors.exports import Exports, read_exports
from openfn_studio.adaptors.package_file import read_package_file
from tests.unit.adaptors.packages import make_package

COMMON = "node_modules/@openfn/language-common"
COMMON_FILES = {
    f"{COMMON}/package.json": '{"name": "@openfn/language-common", "version": "1.0.0"}',
    f"{COMMON}/index.js": "exports.each = each; exports.fn = fn; exports.http = require('./http');",
    f"{COMMON}/http.js": "exports.get = get; exports.post = post;",
}


def exports_of(folder: Path, files: dict[str, str], **fields: object) -> Exports:
    return read_exports(read_package_file(make_package(folder, files, **fields)))


def test_names_and_namespaces_of_a_package_are_found(tmp_path: Path):
    files = {
        "index.js": "export * from './Adaptor.js'; export * as util from './util.js';",
        "Adaptor.js": "export function get() {}\n"
        "export { fn, http } from '@openfn/language-common';",
        "util.js": "export const uuid = () => 1;\nexport default 1;",
        **COMMON_FILES,
    }

    exports = exports_of(tmp_path, files)

    assert exports.names == {"get", "fn", "http", "util"}
    assert exports.namespaces == {"util": {"uuid"}, "http": {"get", "post"}}
    assert exports.dotted == {"util.uuid", "http.get", "http.post"}


def test_a_module_around_the_adaptor_is_taken_off(tmp_path: Path):
    index = "var A = _interop(require('./Adaptor')); exports.Adaptor = A; exports.default = A;"
    adaptor = (
        "var _c = require('@openfn/language-common');\nexports.get = get;\n"
        "Object.defineProperty(exports, 'http', { get: function () { return _c.http; } });"
    )

    exports = exports_of(tmp_path, {"index.js": index, "Adaptor.js": adaptor, **COMMON_FILES})

    assert exports.names == {"get", "http"}
    assert exports.namespaces == {"http": {"get", "post"}}


def test_a_lone_default_is_taken_off(tmp_path: Path):
    files = {"index.js": "const a = { get, post };\nexport default a;"}

    assert exports_of(tmp_path, files).names == {"get", "post"}


def test_default_is_no_name_beside_others(tmp_path: Path):
    files = {"index.js": "export default x;\nexport const get = 1;"}

    assert exports_of(tmp_path, files).names == {"get"}


def test_the_commonjs_entry_serves_when_the_other_says_nothing(tmp_path: Path):
    files = {"a.mjs": "eval('x')", "a.cjs": "exports.get = get;"}
    root = {"import": "./a.mjs", "require": "./a.cjs"}

    assert exports_of(tmp_path, files, exports=root).names == {"get"}


def test_modules_that_pass_each_other_on_end(tmp_path: Path):
    files = {
        "index.js": "export * from './other.js'; export * as me from './index.js';",
        "other.js": "export * from './index.js'; export const get = 1;",
    }

    exports = exports_of(tmp_path, files)

    assert exports.names == {"get", "me"}


def test_a_broken_dependency_only_loses_its_own_names(tmp_path: Path):
    files = {
        "index.js": "exports.get = get;\nmodule.exports = require('@openfn/language-common');",
        f"{COMMON}/package.json": "{",
    }

    assert exports_of(tmp_path, files).names == {"get"}


def test_code_is_read_and_never_run(tmp_path: Path):
    mark = tmp_path / "ran"
    source = f"require('fs').writeFileSync({str(mark)!r}, ''); exports.get = 1;"

    assert exports_of(tmp_path / "package", {"index.js": source}).names == {"get"}
    assert not mark.exists()
