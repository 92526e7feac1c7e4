import base64
import html
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.secrets.keys import classify_key
from openfn_studio.secrets.redactor import MASK, Redactor

RULES: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parents[2] / "data" / "redaction.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("rule", RULES["redact"], ids=lambda rule: rule["why"])
def test_a_text_is_redacted_as_the_table_says(rule: dict[str, Any]):
    redactor = Redactor(rule["configuration"], rule["write_only"])

    assert redactor.text(rule["text"]) == rule["expected"]


@pytest.mark.parametrize("rule", RULES["keys"], ids=lambda rule: rule["key"])
def test_a_key_is_classified_as_the_table_says(rule: dict[str, Any]):
    assert classify_key(rule["key"]) == rule["class"]


@pytest.mark.parametrize("rule", RULES["find"], ids=lambda rule: rule["why"])
def test_secrets_in_a_value_are_found_where_the_table_says(rule: dict[str, Any]):
    redactor = Redactor(rule["configuration"], rule["write_only"])

    assert redactor.find_in(rule["value"]) == rule["paths"]


@given(
    secret=st.text(min_size=6).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))
)
def test_a_secret_is_hidden_in_every_form_it_may_turn_up_in(secret: str):
    redactor = Redactor({"username": "alice", "password": secret})
    basic = base64.b64encode(f"alice:{secret}".encode()).decode()

    for form in (
        secret,
        json.dumps(secret, ensure_ascii=False)[1:-1],
        json.dumps(json.dumps(json.dumps(secret)[1:-1])[1:-1])[1:-1],
        quote(secret, safe=""),
        quote(secret, safe="/:$,&+ "),
        quote_plus(secret),
        html.escape(secret, quote=False),
        basic,
    ):
        assert redactor.text(f"<{form}>") == f"<{MASK}>"


def test_a_configuration_without_secrets_hides_nothing():
    redactor = Redactor({"baseUrl": "https://example.org", "username": "alice"})

    assert redactor.text("https://example.org alice") == "https://example.org alice"
