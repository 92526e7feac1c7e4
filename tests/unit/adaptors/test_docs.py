import json
from pathlib import Path
from typing import Any

import pytest

from openfn_studio.adaptors.docs import read_docs
from openfn_studio.adaptors.exports import read_exports
from openfn_studio.adaptors.failures import AdaptorBroken
from openfn_studio.adaptors.function_doc import FunctionDoc
from openfn_studio.adaptors.package_file import read_package_file
from tests.unit.adaptors.packages import make_package


def docs_of(folder: Path, files: dict[str, str], **fields: Any) -> dict[str, FunctionDoc]:
    package = read_package_file(make_package(folder, files, **fields))
    return {doc.name: doc for doc in read_docs(package, read_exports(package))}


def ast_of(*operations: dict[str, Any], **sections: Any) -> str:
    return json.dumps({"operations": operations, "exports": [], "common": [], **sections})


def name(text: str) -> dict[str, str]:
    return {"type": "NameExpression", "name": text}


def param(text: str, kind: Any, description: str | None = None) -> dict[str, Any]:
    return {"title": "param", "name": text, "type": kind, "description": description}


GET = {
    "name": "get",
    "params": ["path", "options"],
    "docs": {
        "description": "Get it.",
        "tags": [
            {"title": "public", "description": None},
            {"title": "example", "description": "get('/a')", "caption": "Plain"},
            param("path", name("string"), "Where"),
            param("options", {"type": "OptionalType", "expression": name("object")}),
            param("options.query", name("object"), "Query"),
            {"title": "returns", "description": "it", "type": name("Operation")},
        ],
    },
}
INDEX = "exports.get = g; exports.post = p; exports.fn = f;"


def test_ast_json_is_the_first_source(tmp_path: Path):
    doc = docs_of(tmp_path, {"index.js": INDEX, "ast.json": ast_of(GET)})["get"]

    assert doc.signature == "get(path, options?)"
    assert (doc.description, doc.returns, doc.returns_description) == ("Get it.", "Operation", "it")
    assert [(one.caption, one.code) for one in doc.examples] == [("Plain", "get('/a')")]
    assert [one.name for one in doc.parameters[1].members] == ["query"]


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        (name("string"), "string"),
        ({"type": "UnionType", "elements": [name("string"), name("Array")]}, "string | Array"),
        (
            {"type": "TypeApplication", "expression": name("Array"), "applications": [name("x")]},
            "Array<x>",
        ),
        ({"type": "RestType", "expression": name("Operation")}, "Operation"),
        ({"type": "AllLiteral"}, "any"),
        ({"type": "NullLiteral"}, "null"),
        ({"type": "RecordType", "fields": []}, "object"),
        ({"type": "ArrayType", "elements": []}, "Array"),
        ({"type": "FunctionType"}, "function"),
        ({"type": "SomethingNew"}, ""),
        (None, ""),
        ("string", ""),
    ],
)
def test_types_are_written_as_people_write_them(tmp_path: Path, stated: Any, text: str):
    get = {"name": "get", "params": ["a"], "docs": {"tags": [param("a", stated)]}}

    doc = docs_of(tmp_path, {"index.js": INDEX, "ast.json": ast_of(get)})["get"]

    assert doc.parameters[0].type == text


def test_common_functions_and_private_ones_are_marked(tmp_path: Path):
    hidden = {"name": "post", "params": [], "docs": {"tags": [{"title": "private"}]}}
    common = [{"name": "fn", "params": ["func"], "docs": {"description": "Own step."}}]
    ast = ast_of(GET, hidden, common=common)

    docs = docs_of(tmp_path, {"index.js": INDEX, "ast.json": ast})

    assert [one for one, doc in docs.items() if doc.is_common] == ["fn"]
    assert [one for one, doc in docs.items() if doc.is_private] == ["post"]


def test_functions_that_are_not_exported_are_left_out(tmp_path: Path):
    files = {"index.js": "exports.post = p;", "ast.json": ast_of(GET)}

    assert docs_of(tmp_path, files).keys() == {"post"}


def test_the_comment_of_old_javascript_serves_without_ast_json(tmp_path: Path):
    files = {
        "lib/index.js": "exports.Adaptor = require('./Adaptor');",
        "lib/Adaptor.js": "exports.get = get;\n/**\n * Gets.\n */\nfunction get(path, ...more) {}",
    }

    doc = docs_of(tmp_path, files, main="lib/index.js")["get"]

    assert (doc.description, doc.signature) == ("Gets.", "get(path, ...more)")


def test_declarations_say_what_is_rest_and_optional(tmp_path: Path):
    combine = {"name": "combine", "params": ["operations"], "docs": {"description": "Both."}}
    files = {
        "index.js": "exports.combine = c;",
        "ast.json": ast_of(combine),
        "types/index.d.ts": "export * from './Adaptor';",
        "types/Adaptor.d.ts": "/** x */\nexport function combine(...operations: any[]): any;",
    }

    doc = docs_of(tmp_path, files, types="types/index.d.ts")["combine"]

    assert (doc.description, doc.signature) == ("Both.", "combine(...operations)")


def test_members_of_a_namespace_are_documented_by_their_dotted_names(tmp_path: Path):
    files = {
        "index.js": "export * as http from './http.js';",
        "http.js": "export const get = 1, post = 2;",
        "types/index.d.ts": "export * as http from './http';",
        "types/http.d.ts": "/** Gets. */\nexport function get(url: string): any;",
    }

    docs = docs_of(tmp_path, files, types="types/index.d.ts")

    assert docs["http.get"].description == "Gets."
    assert (docs["http.post"].has_docs, docs["http.post"].signature) == (False, "http.post")


def test_what_is_passed_on_is_documented_by_language_common(tmp_path: Path):
    common = "node_modules/@openfn/language-common"
    files = {
        "index.js": "exports.each = require('@openfn/language-common').each;",
        f"{common}/package.json": '{"name": "@openfn/language-common"}',
        f"{common}/index.js": "exports.each = each;",
        f"{common}/ast.json": ast_of({"name": "each", "docs": {"description": "For all."}}),
    }

    doc = docs_of(tmp_path, files)["each"]

    assert (doc.description, doc.is_common) == ("For all.", True)


def test_a_name_without_any_documentation_is_still_listed(tmp_path: Path):
    doc = docs_of(tmp_path, {"index.js": "exports.get = g;"})["get"]

    assert (doc.has_docs, doc.signature) == (False, "get")


@pytest.mark.parametrize(
    "ast",
    [
        {},
        {"operations": None},
        {"operations": [None, 7, {}, {"name": 7}, {"name": "get", "params": {}, "docs": []}]},
        {
            "operations": [
                {"name": "get", "params": [7, None], "docs": {"tags": [7, {"title": []}]}}
            ]
        },
    ],
)
def test_an_odd_ast_json_does_no_harm(tmp_path: Path, ast: Any):
    docs = docs_of(tmp_path, {"index.js": INDEX, "ast.json": json.dumps(ast)})

    assert docs.keys() == {"get", "post", "fn"}


def test_a_broken_ast_json_is_located(tmp_path: Path):
    with pytest.raises(AdaptorBroken, match=r"ast\.json:1:1"):
        docs_of(tmp_path, {"index.js": INDEX, "ast.json": "nonsense"})
