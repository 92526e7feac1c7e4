"""The API's own description: whole, and true of every answer, by schemathesis."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from openfn_studio.platform.api.openapi import describe
from openfn_studio.platform.api.table import OPERATIONS
from tests.unit.platform.serving import TOKEN, Served, serving

EXAMPLES = 6
LABELS = [f"{operation.method} {operation.path}" for operation in OPERATIONS]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with one of each thing, for all operations."""
    folder = tmp_path_factory.mktemp("served")
    with serving(folder, options={"starts_runs": False}) as running:
        running.clinic()
        running.send()
        running.post("/api/credentials", {"name": "a", "body": {"password": "123456"}})
        yield running


@pytest.mark.parametrize("label", LABELS)
def test_every_answer_is_as_described_and_none_is_a_fault_of_ours(shared: Served, label: str):
    schema = schemathesis.openapi.from_dict(describe(OPERATIONS))
    operation = next(
        found.ok() for found in schema.get_all_operations() if found.ok().label == label
    )

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def holds(case: Any) -> None:
        answer = case.call(base_url=shared.url, headers={"Authorization": f"Bearer {TOKEN}"})
        # What a schema cannot say, e.g. that a name must be free, may still be refused.
        case.validate_response(answer, excluded_checks=[positive_data_acceptance])

    holds()


def test_the_description_is_served_to_anybody_and_names_every_operation(shared: Served):
    found = shared.get("/api/openapi.json")
    named = {
        f"{method.upper()} {path}" for path, operations in found["paths"].items()
        for method in operations
    }  # fmt: skip

    assert found["openapi"] == "3.1.0"
    assert named == set(LABELS)
    ids = [one["operationId"] for path in found["paths"].values() for one in path.values()]
    assert len(ids) == len(set(ids))


def test_no_body_of_a_credential_is_in_any_answer():
    schemas = describe(OPERATIONS)["components"]["schemas"]

    assert "body" in schemas["CredentialIn"]["properties"]
    assert "body" not in schemas["CredentialOut"]["properties"]
