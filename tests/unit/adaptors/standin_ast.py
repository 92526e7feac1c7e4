"""Makes the stand-in adaptor's ``ast.json`` from its doc comments.

Run ``python -m tests.unit.adaptors.standin_ast`` from the repository after changing a comment; a
test fails until it is done.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openfn_studio.adaptors.function_doc import FunctionDoc, ParameterDoc
from openfn_studio.adaptors.jsdoc import read_jsdoc
from openfn_studio.paths import resources

STANDIN = resources() / "standin"


def made_ast(folder: Path = STANDIN) -> dict[str, Any]:
    """Return what ``ast.json`` must hold, in the shape OpenFn's own build writes."""
    sources = [folder / "lib" / f"{name}.cjs" for name in ("http", "platform", "mapping")]
    docs = [doc for path in sources for doc in read_jsdoc(path.read_text("utf-8"))]
    return {"operations": [_entry(doc) for doc in docs if doc.description and doc.examples]}


def _entry(doc: FunctionDoc) -> dict[str, Any]:
    return {
        "name": doc.name,
        "params": [parameter.name for parameter in doc.parameters],
        "docs": {"description": doc.description, "tags": list(_tags(doc))},
        "valid": True,
    }


def _tags(doc: FunctionDoc) -> Iterator[dict[str, Any]]:
    title = "private" if doc.is_private else "public"
    yield {"title": title, "description": None, "type": None}
    for example in doc.examples:
        caption = {"caption": example.caption} if example.caption else {}
        yield {"title": "example", "description": example.code, **caption}
    yield {"title": "function", "description": None, "name": None}
    for parameter in doc.parameters:
        yield _param(parameter, parameter.name)
        for member in parameter.members:
            yield _param(member, f"{parameter.name}.{member.name}")
    yield {"title": "returns", "description": None, "type": _type(doc.returns)}


def _param(parameter: ParameterDoc, name: str) -> dict[str, Any]:
    kind = _type(parameter.type)
    if parameter.is_rest:
        kind = {"type": "RestType", "expression": kind}
    if parameter.is_optional:
        kind = {"type": "OptionalType", "expression": kind}
    return {"title": "param", "description": parameter.description, "type": kind, "name": name}


def _type(text: str) -> dict[str, Any]:
    parts = [part.strip() for part in text.split("|")]
    names = [{"type": "NameExpression", "name": part} for part in parts]
    return names[0] if len(names) == 1 else {"type": "UnionType", "elements": names}


def written(ast: dict[str, Any]) -> str:
    return json.dumps(ast, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (STANDIN / "ast.json").write_text(written(made_ast()), "utf-8")
