"""The sample's jobs with real adaptors: what the server receives live, what test mode logs."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from openfn_studio.cli.inputs import stub_rules
from openfn_studio.cli.jobs import read_job
from openfn_studio.domain.adaptor import InstalledAdaptor
from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.runner import protocol
from openfn_studio.runs.request import RunRequest
from openfn_studio.runs.result import RunResult
from openfn_studio.runs.runs import Runs
from tests.stories.conftest import Adaptor
from tests.stories.server import PASSWORD, TOKEN, USER, ClinicServer, Received

STANDIN = "openfn-studio-standin"
RECORD = {"externalId": "form-7001", "name": "Sampley Exampla"}
PEOPLE = {"people": [{"name": "MOCKY", "index": 0}, {"name": "DUMMO", "index": 1}]}
ALL_CHILDREN = [{"id": 4711, "externalId": "form-7001"}]


@dataclass(frozen=True)
class Expected:
    """One request: its headers may be more than named here."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def matches(self, received: Received) -> bool:
        sent = (received.method, received.path, received.query, received.body)
        wanted = (self.method, self.path, self.query, self.body)
        return sent == wanted and self.headers.items() <= received.headers.items()


REGISTER = (
    Expected("POST", "/children", {}, RECORD, {"x-source": "sample"}),
    Expected("GET", "/children", {"externalId": "form-7001"}),
)
TIDY = (Expected("POST", "/people", {"form": "form-7001"}, PEOPLE, {"x-source": "sample"}),)

V1, V2 = Dialect.V1, Dialect.V2
NAMES = PEOPLE["people"]
JOBS = {
    "@openfn/language-http@3.1.5": ("register-child-http-4", V1, REGISTER, "record", RECORD),
    "@openfn/language-http@4.0.0": ("register-child-http-4", V1, REGISTER, "record", RECORD),
    "@openfn/language-http@6.4.3": ("register-child-http-4", V1, REGISTER, "record", RECORD),
    "@openfn/language-http@7.2.10": ("register-child-http-7", V2, REGISTER, "record", RECORD),
    "@openfn/language-common@1.15.2": ("tidy-names", V1, TIDY, "people", NAMES),
    "@openfn/language-common@2.1.1": ("tidy-names-common-3", V1, TIDY, "people", NAMES),
    "@openfn/language-common@3.3.4": ("tidy-names-common-3", V2, TIDY, "people", NAMES),
}


def request_for(
    sample: Path,
    job: str,
    adaptor: InstalledAdaptor,
    *,
    message: str | None = "registration",
    state: dict[str, Any] | None = None,
    **more: Any,
) -> RunRequest:
    text = read_job(sample / "jobs" / f"{job}.js", None)
    if message:
        body = json.loads((sample / "samples" / f"{message}.json").read_text())
        state = {"data": {**body, "__query_params": {}}}
    given = {"dialect": text.dialect, "http_mode": HttpMode.LIVE, **more}
    return RunRequest(
        text=text.text, file=text.file, adaptors=(adaptor,), input=state or {"data": {}}, **given
    )


def login(url: str) -> dict[str, str]:
    return {"baseUrl": url, "username": USER, "password": PASSWORD, "access_token": TOKEN}


def run(runs: Runs, request: RunRequest) -> tuple[RunResult, list[protocol.AnyEvent]]:
    events: list[protocol.AnyEvent] = []
    result = runs.start(request, events.append).result(60)
    return result, events


def logged_requests(events: list[protocol.AnyEvent]) -> list[Received]:
    """Return the requests the log shows, in the form the server remembers them."""
    found = [e for e in events if isinstance(e, protocol.Http) and e.phase == "request"]
    return [
        Received(
            event.method,
            urlsplit(event.url).path,
            dict(parse_qsl(urlsplit(event.url).query)),
            {name.lower(): value for name, value in event.headers.items()},
            json.loads(event.body.text) if event.body and event.body.text else None,
        )
        for event in found
    ]


@pytest.mark.npm
@pytest.mark.parametrize("specifier", JOBS)
def test_a_sample_job_sends_what_it_says(
    specifier: str, adaptor: Adaptor, server: ClinicServer, runs: Runs, sample: Path
) -> None:
    job, dialect, expected, key, value = JOBS[specifier]
    server.answers["GET", "/children"] = (200, ALL_CHILDREN)

    result, events = run(
        runs,
        request_for(
            sample, job, adaptor(specifier), dialect=dialect, configuration=login(server.url)
        ),
    )

    assert result.exit_code == 0, result.error
    assert len(server.received) == len(expected)
    assert all(map(Expected.matches, expected, server.received)), server.received
    assert result.state[key] == value
    assert "configuration" not in result.state
    assert [(r.method, r.path) for r in logged_requests(events)] == [
        (r.method, r.path) for r in server.received
    ]


@pytest.mark.npm
@pytest.mark.parametrize("specifier", JOBS)
def test_a_sample_job_in_test_mode_sends_nothing_and_logs_the_same(
    specifier: str, adaptor: Adaptor, server: ClinicServer, runs: Runs, sample: Path
) -> None:
    job, dialect, expected, key, value = JOBS[specifier]

    result, events = run(
        runs,
        request_for(
            sample,
            job,
            adaptor(specifier),
            dialect=dialect,
            configuration=login(server.url),
            http_mode=HttpMode.TEST,
            rules=stub_rules(sample / "stubs.yaml", is_test=True),
        ),
    )

    logged = logged_requests(events)
    assert result.exit_code == 0, result.error
    assert server.received == []
    assert all(map(Expected.matches, expected, logged)), logged
    assert len(logged) == len(expected)
    assert result.state[key] == value
    assert PASSWORD not in str(events)


def test_each_visit_of_a_message_becomes_one_request(
    adaptor: Adaptor, server: ClinicServer, runs: Runs, sample: Path
) -> None:
    request = request_for(
        sample,
        "send-visits",
        adaptor(STANDIN),
        message="home-visits",
        configuration=login(server.url),
    )

    result, _ = run(runs, request)

    assert result.exit_code == 0, result.error
    assert [(r.path, r.body["child"], r.body["weightKg"]) for r in server.received] == [
        ("/visits", "c-0001", 4.2),
        ("/visits", "c-0002", 3.98),
        ("/visits", "c-0003", 5.11),
    ]


def test_the_failing_job_names_its_line_and_the_missing_value(
    adaptor: Adaptor, server: ClinicServer, runs: Runs, sample: Path
) -> None:
    request = request_for(sample, "plan-vaccinations", adaptor(STANDIN), message="twins")

    result, _ = run(runs, request)

    assert result.exit_code == 1
    assert result.error is not None
    assert result.error.at == protocol.At(line=3, column=39)
    assert "date_of_birth" in result.error.message


def test_the_catch_job_reads_the_failed_runs_log(
    adaptor: Adaptor, runs: Runs, sample: Path
) -> None:
    state = json.loads((sample / "samples" / "failed-planning.json").read_text())
    request = request_for(
        sample,
        "tell-the-team",
        adaptor(STANDIN),
        message=None,
        state=state,
        http_mode=HttpMode.TEST,
    )

    result, events = run(runs, request)

    sent = logged_requests(events)
    assert result.exit_code == 0, result.error
    assert [request.body["text"] for request in sent] == [result.state["notice"]]
    assert "TypeError" in result.state["notice"]


def test_the_cron_job_moves_its_cursor_and_uses_it_next_time(
    adaptor: Adaptor, server: ClinicServer, runs: Runs, sample: Path
) -> None:
    newest = "2026-05-03T09:00:00Z"
    server.answers["GET", "/visits"] = (200, {"visits": [{"received_at": newest}]})
    given = {"message": None, "configuration": login(server.url)}

    first, _ = run(runs, request_for(sample, "fetch-new-visits", adaptor(STANDIN), **given))
    second = request_for(sample, "fetch-new-visits", adaptor(STANDIN), state=first.state, **given)
    run(runs, second)

    assert first.state["cursor"] == newest
    assert [r.query["since"] for r in server.received] == ["2026-01-01T00:00:00Z", newest]


def test_the_v2_job_uses_helpers_constants_and_lazy_state(
    adaptor: Adaptor, server: ClinicServer, runs: Runs, sample: Path
) -> None:
    state = json.loads((sample / "samples" / "last-cron-state.json").read_text())
    request = request_for(
        sample,
        "monthly-summary",
        adaptor(STANDIN),
        message=None,
        state=state,
        configuration=login(server.url),
    )

    result, _ = run(runs, request)

    wanted = {"visits": 2, "meanWeightKg": 4.655, "villages": ["Nowhere Springs", "Testford"]}
    assert result.exit_code == 0, result.error
    assert [(r.path, r.body) for r in server.received] == [("/summaries", wanted)]


def test_three_kinds_of_login_are_accepted(
    adaptor: Adaptor, server: ClinicServer, runs: Runs, sample: Path
) -> None:
    request = request_for(
        sample, "three-logins", adaptor(STANDIN), message=None, configuration=login(server.url)
    )

    result, _ = run(runs, request)

    accepted = [r.headers.get("authorization", "").split(" ")[0] for r in server.received]
    assert result.exit_code == 0, result.error
    assert [scheme for scheme in accepted if scheme] == ["Basic", "Bearer", "Digest"]


def test_the_documented_calls_of_the_platforms_api_still_run(
    adaptor: Adaptor, server: ClinicServer, runs: Runs, sample: Path
) -> None:
    request = request_for(
        sample,
        "list-jobs",
        adaptor(STANDIN),
        message=None,
        configuration={"baseUrl": server.url, "access_token": TOKEN},
    )

    result, _ = run(runs, request)

    assert result.exit_code == 0, result.error
    assert [(r.method, r.path, r.query, r.body) for r in server.received] == [
        ("GET", "/api/jobs", {"project_id": "490"}, None),
        ("POST", "/api/jobs", {}, {"trigger_id": 1, "expression": "steps()"}),
    ]
    assert {r.headers["authorization"] for r in server.received} == {f"Bearer {TOKEN}"}


def test_the_documented_submission_job_posts_each_and_keeps_the_cursor(
    adaptor: Adaptor, runs: Runs, sample: Path
) -> None:
    request = request_for(
        sample,
        "forward-submissions",
        adaptor(STANDIN),
        message=None,
        configuration=login("https://surveys.example"),
        http_mode=HttpMode.TEST,
        rules=stub_rules(sample / "stubs.yaml", is_test=True),
    )

    result, events = run(runs, request)

    sent = logged_requests(events)
    assert result.exit_code == 0, result.error
    assert [(r.method, r.body and r.body["formId"]) for r in sent] == [
        ("GET", None),
        ("POST", "someForm"),
        ("POST", "someForm"),
    ]
    assert sent[0].query == {"date": "Aug 29, 2016 4:44:26 PM"}
    assert result.state["lastSubmissionDate"] == "May 3, 2026 9:05:00 AM"


def test_the_documented_sms_job_sends_the_refusal_back(
    adaptor: Adaptor, runs: Runs, sample: Path
) -> None:
    request = request_for(
        sample,
        "sms-status",
        adaptor(STANDIN),
        message="sms-request",
        configuration=login("https://sms.example"),
        http_mode=HttpMode.TEST,
        rules=stub_rules(sample / "stubs.yaml", is_test=True),
    )

    result, events = run(runs, request)

    sent = logged_requests(events)
    assert result.exit_code == 0, result.error
    assert [(r.method, r.path) for r in sent] == [
        ("GET", "/send_to_contact"),
        ("POST", "/inbox/another-secret-key"),
    ]
    assert "invalid number" in json.dumps(sent[1].body)


@pytest.mark.npm
def test_the_documented_alter_state_runs_with_the_real_adaptor(
    adaptor: Adaptor, runs: Runs, sample: Path
) -> None:
    request = request_for(sample, "alter-state", adaptor("@openfn/language-common@1.15.2"))

    result, _ = run(runs, request)

    assert result.state["data"]["fullName"] == "Sampley Exampla"


def test_the_documented_update_is_a_syntax_error_with_its_place(
    adaptor: Adaptor, runs: Runs, sample: Path
) -> None:
    request = request_for(sample, "update-patient", adaptor(STANDIN))

    result, _ = run(runs, request)

    assert result.exit_code == 1
    assert result.error is not None
    assert (result.error.name, result.error.at and result.error.at.line) == ("CompileError", 5)
