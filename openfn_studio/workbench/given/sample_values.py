"""Harmless values for a credential that has none on this computer: test mode runs with them."""

from collections.abc import Iterable
from typing import Any

from openfn_studio.workbench.projects.adaptor_facts import CredentialFieldFact

SAMPLE_HOST = "https://sample.example"

_BY_WORD = (
    ("url", SAMPLE_HOST),
    ("host", "sample.example"),
    ("email", "sample@sample.example"),
    ("user", "sample-user"),
    ("pass", "not-a-real-password"),
    ("token", "not-a-real-token"),
    ("secret", "not-a-real-secret"),
    ("key", "not-a-real-key"),
)


def sample_body(names: Iterable[str], fields: Iterable[CredentialFieldFact] = ()) -> dict[str, Any]:
    """Return a credential that looks right and opens nothing.

    Args:
        names: What the project says the credential has.
        fields: What the adaptors' schemas say: the required ones are filled too.
    """
    known = {field.key: field for field in fields}
    required = [key for key, field in known.items() if field.is_required]
    wanted = list(dict.fromkeys([*names, *required]))
    if not wanted:
        # A schema that requires nothing: an address, a name and a word open most adaptors.
        wanted = [key for key in ("baseUrl", "username", "password") if key in known]
    return {name: _value(name, known.get(name)) for name in wanted}


def _value(name: str, field: CredentialFieldFact | None) -> Any:
    if field is not None:
        if field.default is not None:
            return field.default
        if field.choices:
            return field.choices[0]
        by_type: dict[str, Any] = {
            "integer": 1,
            "number": 1,
            "boolean": False,
            "object": {},
            "array": [],
        }
        if field.type in by_type:
            return by_type[field.type]
        if field.format == "uri":
            return SAMPLE_HOST
    low = name.lower()
    return next((value for word, value in _BY_WORD if word in low), f"sample-{low}")
