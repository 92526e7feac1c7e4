"""Adaptors of every make are loaded, merged, or refused with a reason."""

import json
from pathlib import Path

import pytest

from tests.unit.runner_js.client import RunnerProcess, run_alone


@pytest.mark.parametrize("dialect", ["v1", "v2"])
def test_an_adaptor_that_throws_on_load_is_named_with_its_reason(dialect: str) -> None:
    ended = run_alone("fn(s => s);", dialect, adaptors=["throws"])

    assert ended.return_code == ended.exit_code == 3
    assert ended.error["name"] == "StartError"
    assert "@openfn/language-throws" in ended.error["message"]
    assert "the native part is missing" in ended.error["message"]
    assert ended.error["fix"]


@pytest.mark.parametrize("dialect", ["v1", "v2"])
def test_an_adaptor_without_functions_is_refused(dialect: str) -> None:
    ended = run_alone("fn(s => s);", dialect, adaptors=["plain", "empty"])

    assert ended.return_code == ended.exit_code == 3
    assert "@openfn/language-empty" in ended.error["message"]
    assert "exports no function" in ended.error["message"]


def write_adaptor(folder: Path, manifest: dict[str, object], files: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    full = {"name": f"@openfn/language-{folder.name}", "version": "1.0.0", **manifest}
    (folder / "package.json").write_text(json.dumps(full))
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


FN = "(callback) => (state) => callback(state)"
MAKES: dict[str, tuple[dict[str, object], dict[str, str]]] = {
    "plain exports": ({"main": "i.js"}, {"i.js": f"exports.fn = {FN};"}),
    "no main": ({}, {"index.js": f"exports.fn = {FN};"}),
    "main without extension": ({"main": "lib/i"}, {"lib/i.js": f"exports.fn = {FN};"}),
    "Adaptor": ({"main": "i.js"}, {"i.js": f"exports.Adaptor = {{ fn: {FN} }};"}),
    "default": ({"main": "i.js"}, {"i.js": f"exports.default = {{ fn: {FN} }};"}),
    "transpiled, twice default": (
        {"main": "i.js"},
        {"i.js": f"exports.__esModule = true; exports.default = {{ default: {{ fn: {FN} }} }};"},
    ),
    "ES module": ({"type": "module", "main": "i.js"}, {"i.js": f"export const fn = {FN};"}),
    "both": (
        {"exports": {".": {"import": "./i.mjs", "require": "./i.cjs"}}},
        {"i.mjs": f"export const fn = {FN};", "i.cjs": f"exports.fn = {FN};"},
    ),
    "nested conditions": (
        {
            "exports": {
                ".": {
                    "import": {"types": "./t.d.ts", "default": "./i.mjs"},
                    "require": {"default": "./i.cjs"},
                }
            }
        },
        {"i.mjs": f"export const fn = {FN};", "i.cjs": f"exports.fn = {FN};"},
    ),
    "a broken ES module beside CommonJS": (
        {"exports": {".": {"import": "./i.mjs", "require": "./i.cjs"}}},
        {"i.mjs": "import 'nowhere';", "i.cjs": f"exports.fn = {FN};"},
    ),
    "an import without its extension": (
        {"type": "module", "main": "i.js"},
        {"i.js": "export { fn } from './inner';", "inner.js": f"export const fn = {FN};"},
    ),
    "names that are no identifiers": (
        {"main": "i.js"},
        {"i.js": f"exports.fn = {FN}; exports['a-b'] = 1; exports.delete = {FN};"},
    ),
}


@pytest.mark.parametrize("make", MAKES)
def test_an_adaptor_of_this_make_works_in_v2(make: str, tmp_path: Path) -> None:
    manifest, files = MAKES[make]
    write_adaptor(tmp_path / "made", manifest, files)

    ended = run_alone("fn(s => ({ ok: true }));", "v2", adaptors=[tmp_path / "made"])

    assert ended.state == {"ok": True}


@pytest.mark.parametrize("make", MAKES)
def test_an_adaptor_of_this_make_works_in_v1(make: str, tmp_path: Path) -> None:
    manifest, files = MAKES[make]
    write_adaptor(tmp_path / "made", manifest, files)
    execute = "exports.execute = (...o) => s => o.reduce((p, f) => p.then(f), Promise.resolve(s));"
    write_adaptor(tmp_path / "core", {"main": "i.js"}, {"i.js": execute})

    ended = run_alone(
        "fn(s => ({ ok: true }));", "v1", adaptors=[tmp_path / "made", tmp_path / "core"]
    )

    assert ended.state == {"ok": True}


def test_what_two_adaptors_export_is_the_firsts() -> None:
    job = "fn(s => ({ by: 'plain' })); mark('m');"
    ended = run_alone(job, "v2", adaptors=["plain", "second"])

    assert ended.state == {"by": "plain", "mark": "m"}


def test_the_order_of_adaptors_decides() -> None:
    ended = run_alone("fn(s => ({ by: 'plain' }));", "v2", adaptors=["second", "plain"])

    assert ended.state["by"] == "second"
    assert ended.state["references"] == []


def test_an_import_from_one_adaptor_is_that_ones() -> None:
    job = "import { fn } from '@openfn/language-second'; fn();"
    ended = run_alone(job, "v2", adaptors=["plain", "second"])

    assert ended.state["by"] == "second"


def test_v1_has_the_names_of_all_adaptors() -> None:
    ended = run_alone("fn(s => ({ a: 1 })); mark('m');", "v1", adaptors=["plain", "second"])

    assert ended.state == {"a": 1, "mark": "m"}


def test_without_an_adaptor_a_v2_job_runs() -> None:
    ended = run_alone("export default [s => ({ n: 1 })];", "v2", adaptors=[])

    assert ended.state == {"n": 1}
    assert "no adaptor" in ended.own_logs[0]


def test_a_lone_default_export_is_unwrapped() -> None:
    ended = run_alone("fn(s => ({ n: 1 }));", "v2", adaptors=["esmonly"])

    assert ended.state == {"n": 1}


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    write_adaptor(tmp_path / "gone", {"main": "i.js"}, {})
    with RunnerProcess(adaptors=[tmp_path / "gone"]) as runner:
        ended = runner.end()

    assert ended.exit_code == 3
    assert "@openfn/language-gone could not be loaded" in ended.error["message"]


def test_an_adaptor_that_exits_while_it_loads_is_told(tmp_path: Path) -> None:
    write_adaptor(tmp_path / "exits", {"main": "i.js"}, {"i.js": "process.exit(0);"})
    with RunnerProcess(adaptors=[tmp_path / "exits"]) as runner:
        ended = runner.end()

    assert ended.exit_code == 3
    assert ended.error["name"] == "ProcessExit"


def test_what_an_adaptor_prints_while_it_loads_is_log(tmp_path: Path) -> None:
    text = f"console.warn('loading'); exports.fn = {FN};"
    write_adaptor(tmp_path / "loud", {"main": "i.js"}, {"i.js": text})
    with RunnerProcess(adaptors=[tmp_path / "loud"]) as runner:
        events = runner.until_type("ready")

    assert [event["text"] for event in events if event["type"] == "log"] == ["loading"]
