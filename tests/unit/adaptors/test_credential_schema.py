import json
from pathlib import Path
from typing import Any

import pytest

from openfn_studio.adaptors.credential_schema import (
    CredentialField,
    CredentialSchema,
    read_credential_schema,
)
from openfn_studio.adaptors.failures import AdaptorBroken


def schema_of(folder: Path, schema: Any) -> CredentialSchema:
    (folder / "configuration-schema.json").write_text(json.dumps(schema))
    return read_credential_schema(folder)


def field_of(folder: Path, stated: Any) -> CredentialField:
    [field] = schema_of(folder, {"properties": {"key": stated}}).fields
    return field


def test_a_field_has_everything_the_schema_says(tmp_path: Path):
    stated = {
        "title": "Base URL",
        "type": "string",
        "format": "uri",
        "writeOnly": True,
        "placeholder": "https://a.example",
        "description": "Where it is",
        "default": "x",
        "enum": ["x", "y"],
    }

    assert field_of(tmp_path, stated) == CredentialField(
        "key",
        "Base URL",
        format="uri",
        write_only=True,
        placeholder="https://a.example",
        description="Where it is",
        choices=("x", "y"),
        default="x",
    )


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ({"type": "boolean"}, "boolean"),
        ({"type": ["null", "integer"]}, "integer"),
        ({"anyOf": [{"type": "null"}, {"type": "number"}]}, "number"),
        ({"oneOf": [{"type": "object"}]}, "object"),
        ({}, "string"),
        ({"type": "password"}, "string"),
        ({"type": 7, "anyOf": "x"}, "string"),
        ("nonsense", "string"),
        (None, "string"),
    ],
)
def test_the_type_is_the_one_that_is_not_null(tmp_path: Path, stated: Any, kind: str):
    assert field_of(tmp_path, stated).type == kind


def test_an_example_serves_as_placeholder_and_string_is_no_format(tmp_path: Path):
    field = field_of(tmp_path, {"format": "string", "examples": ["a", "b"]})

    assert (field.placeholder, field.format, field.title) == ("a", "", "key")


@pytest.mark.parametrize("examples", ["a", [], [{"cert": 1}], None])
def test_odd_examples_give_no_placeholder(tmp_path: Path, examples: Any):
    assert field_of(tmp_path, {"examples": examples}).placeholder == ""


def test_required_and_secret_keys_are_listed_in_order(tmp_path: Path):
    schema = schema_of(
        tmp_path,
        {
            "properties": {
                "b": {"writeOnly": True},
                "a": {"required": True},
                "c": {"writeOnly": "yes"},
            },
            "required": ["b", "absent"],
        },
    )

    assert schema.required == ("b", "a")
    assert schema.write_only == ("b",)
    assert schema.is_given


def test_oauth_is_known_by_its_comment(tmp_path: Path):
    assert schema_of(tmp_path, {"$comment": "OAuth2", "properties": {}}).is_oauth
    assert not schema_of(tmp_path, {"properties": {}}).is_oauth


def test_a_package_without_a_schema_has_an_empty_one(tmp_path: Path):
    assert read_credential_schema(tmp_path) == CredentialSchema()


@pytest.mark.parametrize("schema", [{}, {"properties": []}, {"properties": {}, "required": "a"}])
def test_an_empty_or_odd_schema_has_no_fields(tmp_path: Path, schema: Any):
    assert schema_of(tmp_path, schema).fields == ()


def test_a_broken_schema_is_located(tmp_path: Path):
    (tmp_path / "configuration-schema.json").write_text('{"properties": }')

    with pytest.raises(AdaptorBroken) as caught:
        read_credential_schema(tmp_path)

    assert caught.value.place is not None
    assert (caught.value.place.line, caught.value.place.column) == (1, 16)
