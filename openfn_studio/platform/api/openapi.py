"""The API's description in OpenAPI 3.1, made from the table of operations."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import msgspec

from openfn_studio.platform.api.operation import Operation
from openfn_studio.platform.api.shapes import Problem
from openfn_studio.platform.api.table import OPERATIONS
from openfn_studio.platform.http.problems import JSON
from openfn_studio.version import __version__

_REF = "#/components/schemas/{name}"
_ALWAYS = (403, 422)
"""Any request may come to a wrong host, or with a value that cannot be taken."""
_WITH_BODY = (400, 408, 413, 415)
_WORDS = {
    200: "Done.",
    201: "Made.",
    202: "Put into the queue.",
    204: "Done.",
    400: "The body cannot be read.",
    401: "No token, or one that opens nothing.",
    403: "Not allowed.",
    404: "Not there.",
    408: "The body did not arrive in time.",
    409: "It was changed meanwhile.",
    412: "If-Match is no time that was read.",
    413: "The body is too large.",
    415: "The body is compressed in an unknown way.",
    422: "A value cannot be taken.",
    429: "Too soon after the last time.",
    503: "It cannot be done now.",
}
_DESCRIPTION = (
    "The local platform of OpenFn Studio. Jobs, triggers and the public library are v1's calls; "
    "the rest is in their style. Lists are bare arrays, newest first, with a Link to the next page."
)


@cache
def document() -> bytes:
    """Return the document as JSON."""
    return msgspec.json.encode(describe(OPERATIONS))


def describe(operations: Sequence[Operation]) -> dict[str, Any]:
    """Return the description of operations."""
    types = _types(operations)
    (*_, schemas) = msgspec.json.schema_components(types, ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "OpenFn Studio's local platform",
            "version": __version__,
            "description": _DESCRIPTION,
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _types(operations: Iterable[Operation]) -> list[Any]:
    found: list[Any] = [Problem]
    for operation in operations:
        found += [kind for kind in (operation.body, operation.gives) if kind not in (None, bytes)]
    return found


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": operation.summary,
        "tags": [operation.tag],
        "operationId": f"{operation.handler.__name__}_{operation.method.lower()}",
        "parameters": [*_in_path(operation), *_in_query(operation), *_in_head(operation)],
        "responses": _responses(operation),
    }
    if operation.is_public:
        described["security"] = []
    body = _body(operation)
    if body:
        described["requestBody"] = body
    return described


def _in_path(operation: Operation) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    number = {"type": "integer", "minimum": 1, "maximum": 2**53 - 1}
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1} if name == "name" else number,
        }
        for name in names
    ]


def _in_query(operation: Operation) -> list[dict[str, Any]]:
    (schema,), components = msgspec.json.schema_components([operation.query], ref_template=_REF)
    named = components[schema["$ref"].rpartition("/")[2]]
    required = named.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _not_null(one)}
        for name, one in named.get("properties", {}).items()
    ]


def _not_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter's schema without null, which a query string has no way to say."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    plain = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    if len(kinds) == 1:
        plain |= kinds[0]
    if "enum" in plain:
        plain["enum"] = [value for value in plain["enum"] if value is not None]
    return plain


def _in_head(operation: Operation) -> list[dict[str, Any]]:
    if 412 not in operation.refusals:
        return []
    text = "The updated_at that was read: the change is refused when it is another one now."
    return [
        {
            "name": "If-Match",
            "in": "header",
            "required": False,
            "description": text,
            "schema": {"type": "string"},
        }
    ]


def _body(operation: Operation) -> dict[str, Any] | None:
    if operation.is_raw:
        any_json: dict[str, Any] = {"schema": {}}
        return {"required": True, "content": {JSON: any_json}}
    if operation.body is None:
        return None
    bare = {"$ref": _REF.format(name=operation.body.__name__)}
    schema: dict[str, Any] = bare
    if operation.wrapper:
        wrapped = {
            "type": "object",
            "properties": {operation.wrapper: bare},
            "required": [operation.wrapper],
        }
        schema = {"anyOf": [wrapped, bare]}
    return {"required": not operation.is_body_optional, "content": {JSON: {"schema": schema}}}


def _responses(operation: Operation) -> dict[str, Any]:
    statuses = {*_ALWAYS, *operation.refusals}
    if not operation.is_public:
        statuses.add(401)
    if operation.body is not None or operation.is_raw:
        statuses |= {*_WITH_BODY}
    if operation.method != "GET":
        statuses.add(503)
    refused = {JSON: {"schema": {"$ref": _REF.format(name=Problem.__name__)}}}
    responses = {
        str(status): {"description": _WORDS[status], "content": refused}
        for status in sorted(statuses)
    }
    done: dict[str, Any] = {"description": _WORDS[operation.status]}
    if operation.gives is not None:
        done["content"] = {kind: {"schema": _given(operation)} for kind in operation.media}
    given = {operation.status, *([200] if operation.status == 202 and operation.body else [])}
    return {**{str(status): done for status in sorted(given)}, **responses}


def _given(operation: Operation) -> dict[str, Any]:
    if operation.gives is bytes:
        return {}
    (schema,), _ = msgspec.json.schema_components([operation.gives], ref_template=_REF)
    return schema
