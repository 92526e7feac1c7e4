"""Choices as the session keeps them, sample credentials, adaptors as the run bar shows them."""

from pathlib import Path
from typing import Any

import pytest

from openfn_studio.workbench.given.choice import InputChoice, choice_from_session
from openfn_studio.workbench.given.sample_values import SAMPLE_HOST, sample_body
from openfn_studio.workbench.projects.adaptor_facts import CredentialFieldFact
from openfn_studio.workbench.running.adaptor_choice import adaptor_choice, written

CHOICES = (
    InputChoice(),
    InputChoice("message", Path("/p/a.json")),
    InputChoice("state", Path("/p/b.json")),
    InputChoice("run_input", run=7, number=3),
    InputChoice("run_result", run=7, number=3),
    InputChoice("last_state"),
)


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.kind)
def test_a_choice_survives_the_session(choice: InputChoice):
    assert choice_from_session(choice.to_session()) == choice
    assert choice.name
    assert choice.icon
    assert choice.meaning


@pytest.mark.parametrize(
    "kept",
    [
        None,
        [],
        "empty",
        {},
        {"kind": "other"},
        {"kind": "message"},
        {"kind": "run_input", "run": "7"},
    ],
)
def test_what_is_no_choice_is_none(kept: object):
    assert choice_from_session(kept) is None


def test_sample_values_look_right_and_open_nothing():
    body = sample_body(("baseUrl", "username", "password", "api_key", "organisation"))

    assert body == {
        "baseUrl": SAMPLE_HOST,
        "username": "sample-user",
        "password": "not-a-real-password",
        "api_key": "not-a-real-key",
        "organisation": "sample-organisation",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (CredentialFieldFact("port", "Port", type="integer", is_required=True), 1),
        (CredentialFieldFact("port", "Port", type="integer", default=5432, is_required=True), 5432),
        (CredentialFieldFact("tls", "TLS", type="boolean", is_required=True), False),
        (CredentialFieldFact("mode", "Mode", choices=("a", "b"), is_required=True), "a"),
        (CredentialFieldFact("site", "Site", format="uri", is_required=True), SAMPLE_HOST),
        (CredentialFieldFact("more", "More", type="object", is_required=True), {}),
    ],
)
def test_required_fields_are_filled_by_their_kind(field: CredentialFieldFact, value: Any):
    assert sample_body((), (field,)) == {field.key: value}


def test_a_schema_that_requires_nothing_gets_what_opens_most_adaptors():
    fields = tuple(CredentialFieldFact(key, key) for key in ("baseUrl", "username", "extra"))

    assert set(sample_body((), fields)) == {"baseUrl", "username"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http", "http latest"),
        ("@openfn/language-http@7.2.10", "http@7.2.10"),
        ("http=/path/to/build", "http local"),
        ("openfn-studio-standin", "standin"),
        ("no adaptor at all!", "no adaptor at all!"),
    ],
)
def test_adaptors_are_shown_as_people_say_them(text: str, shown: str):
    choice = adaptor_choice(text)

    assert choice.text == shown or (choice.name == text and choice.short_name == text)


def test_a_version_is_written_as_v1_does():
    assert written("@openfn/language-http", "7.2.10") == "@openfn/language-http@7.2.10"
    assert written("@openfn/language-http", None) == "@openfn/language-http"
    assert written("openfn-studio-standin", "0.1.0") == "openfn-studio-standin"
