"""v1's calls, to the letter: the exchanges its clients had, as bytes; and what we add to them."""

import json
import re
from typing import Any

import httpx
import pytest

from openfn_studio.platform.portal.adaptor_names import split_adaptor
from openfn_studio.store.projects.jobs import add_job
from openfn_studio.store.projects.triggers import add_trigger
from tests.unit.platform.serving import TOKEN, Served, signed_in
from tests.unit.platform.wire import Heard, say

EMAIL, PASSWORD = "a@b.org", "a password of mine"
STAMP = rb'"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"'


def bearer(token: str) -> str:
    return f"Authorization: Bearer {token}"


def ask(served: Served, line: str, token: str = TOKEN, body: bytes = b"") -> Heard:
    kind = "Content-Type: application/json" if body else "Accept: application/json"
    head = f"{line} HTTP/1.1\r\n{bearer(token)}\r\nUser-Agent: language-openfn-v1.3.0\r\n{kind}"
    return say(served.url, head, body)


@pytest.fixture
def consosci(served: Served) -> Served:
    """A project whose numbers are those of the documented exchange."""
    project = served.project("ConSoSci")
    store, now = served.store, served.server.platform.desk.now_ms()
    renumber = "UPDATE project SET number = 1087 WHERE number = ?"
    store.write(lambda c: c.execute(renumber, (project["id"],)).fetchall()).result()
    project_id = store.read(lambda c: c.execute("SELECT id FROM project").fetchone()[0]).result()
    criteria = '{"tableId":"WCS_Form1"}'
    trigger = {"number": 4411, "name": "auto/WCS_Form1", "type": "message", "criteria": criteria}
    known = store.write(add_trigger, project_id, trigger, now).result()
    job = {"number": 3562, "name": "auto/WCS_Form1", "trigger_id": known.id}
    store.write(add_job, project_id, job, now).result()
    for name, last in (("trigger", 4411), ("job", 3562)):
        count = "INSERT INTO counter VALUES (?, ?)"
        store.write(lambda c, a=name, b=last, q=count: c.execute(q, (a, b)).fetchall()).result()
    served.server.call(served.server.platform.desk.open_projects())
    return served


def login(served: Served) -> str:
    served.post("/api/users", {"email": EMAIL, "password": PASSWORD})
    body = b'{"session":{"email":"a@b.org","password":"a password of mine"}}'
    head = "POST /api/login HTTP/1.1\r\nContent-Type: application/json"
    heard = say(served.url, head, body)
    assert heard.status == 200
    found = re.fullmatch(rb'\{"jwt":"(eyJ[\w-]+\.[\w-]+\.[\w-]+)"\}', heard.body)
    assert found, heard.body
    return found[1].decode()


@pytest.fixture(params=["token", "login"])
def token(request: pytest.FixtureRequest, consosci: Served) -> str:
    """Who asks: with a personal token, or signed in."""
    if request.param == "login":
        return login(consosci)
    return consosci.post("/api/tokens", {"name": "sync"})["access_token"]


def matches(heard: Heard, pattern: bytes) -> bool:
    """Say whether a body is these bytes, where ``…`` stands for any and ``TIME`` for a time."""
    expected = re.escape(pattern).replace(re.escape("…".encode()), b".*").replace(b"TIME", STAMP)
    assert heard.headers["content-type"] == "application/json"
    return re.fullmatch(expected, heard.body, re.DOTALL) is not None


def test_the_sync_of_consosci_runs_as_it_did(consosci: Served, token: str):
    triggers = ask(consosci, "GET /api/triggers?project_id=1087", token)
    jobs = ask(consosci, "GET /api/jobs?project_id=1087", token)
    trigger = ask(
        consosci, "POST /api/triggers", token,
        b'{"trigger":{"project_id":1087,"name":"auto/WCS_Form2","type":"message",'
        b'"criteria":{"tableId":"WCS_Form2"}}}',
    )  # fmt: skip
    six = (
        b'"name":"auto/WCS_Form2","project_id":1087,"trigger_id":4412,"adaptor":"mssql",'
        b'"adaptor_version":"v2.6.11","expression":"fn(state => state);"'
    )
    job = ask(consosci, "POST /api/jobs/", token, b'{"job":{' + six + b"}}")
    changed = ask(
        consosci, "PUT /api/jobs/3562", token,
        b'{"job":{' + six.replace(b"Form2", b"Form1").replace(b"4412", b"4411") + b"}}",
    )  # fmt: skip

    assert matches(
        triggers,
        b'[{"id":4411,"name":"auto/WCS_Form1","type":"message",'
        b'"criteria":{"tableId":"WCS_Form1"},"project_id":1087,\xe2\x80\xa6}]',
    )
    assert matches(jobs, b'[{"id":3562,"name":"auto/WCS_Form1","archived":false,\xe2\x80\xa6}]')
    assert (trigger.status, job.status, changed.status) == (201, 201, 200)
    assert matches(trigger, b'{"id":4412,"name":"auto/WCS_Form2",\xe2\x80\xa6}')
    assert matches(
        job,
        b'{"id":3563,"name":"auto/WCS_Form2","archived":false,"project_id":1087,'
        b'"trigger_id":4412,"credential_id":null,"adaptor":"mssql","adaptor_version":"v2.6.11",'
        b'"expression":"fn(state => state);","autoprocess":false,\xe2\x80\xa6'
        b'"inserted_at":TIME,"updated_at":TIME}',
    )
    assert json.loads(changed.body)["adaptor"] == "mssql"
    assert json.loads(changed.body)["trigger_id"] == 4411


def test_a_session_ends_by_signing_out(served: Served):
    token = login(served)
    assert ask(served, "GET /api/jobs", token).body == b"[]"

    assert ask(served, "POST /api/logout", token).status == 200
    heard = ask(served, "GET /api/jobs", token)

    assert heard.status == 401
    assert heard.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "session",
    [
        {"email": EMAIL, "password": "another password"},
        {"email": "nobody@b.org", "password": PASSWORD},
        {"email": "owner@localhost", "password": ""},
    ],
)
def test_invalid_credentials_are_told_and_nothing_more(served: Served, session: dict[str, str]):
    served.post("/api/users", {"email": EMAIL, "password": PASSWORD})

    refused = served.post("/api/login", {"session": session}, 401)

    assert refused == {"errors": {"detail": ["Invalid credentials."]}}


def test_the_adaptors_documented_call_makes_a_job_in_the_triggers_project(served: Served):
    served.project("One")
    served.project("Two")
    trigger = served.trigger(project_id=2, name="births")

    job = served.post("/api/jobs", {"trigger_id": trigger["id"], "expression": "steps()"})

    assert (job["name"], job["project_id"], job["autoprocess"]) == ("Untitled 1", 2, False)
    assert served.get("/api/jobs", project_id=2) == [job]
    assert served.get("/api/jobs", project_id=1) == []


@pytest.mark.parametrize("path", ["/api/jobs", "/api/jobs/", "//api//jobs", "/api//jobs/"])
def test_slashes_too_many_do_not_matter(served: Served, path: str):
    assert ask(served, f"GET {path}").body == b"[]"


def test_a_whole_job_that_was_read_may_be_sent_back(served: Served):
    served.clinic()
    job = served.get("/api/jobs/1")

    for body in ({"job": {**job, "name": "a"}}, {**job, "name": "b"}):
        changed = served.put("/api/jobs/1", body)
        assert {**changed, "updated_at": 0} == {**job, "name": changed["name"], "updated_at": 0}

    assert served.get("/api/jobs/1")["name"] == "b"


def test_a_change_touches_only_what_it_names(served: Served):
    served.clinic(expression="a();")

    served.put("/api/jobs/1", {"job": {"autoprocess": False}})

    job = served.get("/api/jobs/1")
    assert (job["expression"], job["autoprocess"], job["trigger_id"]) == ("a();", False, 1)


def test_a_job_is_written_over_only_by_who_has_read_it(served: Served):
    served.clinic()
    read = served.get("/api/jobs/1")
    headers = {"If-Match": read["updated_at"]}
    served.put("/api/jobs/1", {"expression": "mine();"}, headers=headers)

    refused = served.put("/api/jobs/1", {"expression": "yours();"}, 409, headers=headers)
    quoted = {"If-Match": f'"{served.get("/api/jobs/1")["updated_at"]}"'}
    served.put("/api/jobs/1", {"expression": "ours();"}, headers=quoted)
    served.put("/api/jobs/1", {"expression": "any();"}, headers={"If-Match": "*"})
    served.put("/api/jobs/1", {"name": "x"}, 412, headers={"If-Match": "abc"})

    assert "changed meanwhile" in refused["errors"]["detail"][0]
    assert served.get("/api/jobs/1")["expression"] == "any();"


def test_a_deleted_job_is_archived_stays_in_the_list_and_can_be_restored(served: Served):
    served.clinic()

    archived = served.delete("/api/jobs/1", 200)
    listed = served.get("/api/jobs")
    restored = served.put("/api/jobs/1", {"archived": False})

    assert (archived["archived"], listed[0]["archived"], restored["archived"]) == (
        True, True, False,
    )  # fmt: skip


def test_lists_are_whole_as_on_v1_and_pages_when_asked(served: Served):
    served.project()
    for number in range(5):
        served.post("/api/jobs", {"project_id": 1, "name": f"job {number}"})

    whole = served.get("/api/jobs")
    page = served.client.get("/api/jobs", params={"limit": 2, "project_id": 1})
    pages = [page.json()]
    while "next" in page.links:
        page = served.client.get(page.links["next"]["url"])
        pages.append(page.json())

    assert [job["id"] for job in whole] == [5, 4, 3, 2, 1]
    assert [[job["id"] for job in one] for one in pages] == [[5, 4], [3, 2], [1]]


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "before_id=-1"])
def test_pages_that_make_no_sense_are_refused(served: Served, query: str):
    refused = served.get(f"/api/jobs?{query}", 422)

    assert list(refused["errors"]) == [query.split("=")[0]]


def test_the_public_library_shows_what_was_made_public_to_anybody(served: Served):
    served.project()
    served.job(name="shown", public=True, trigger_id=None)
    served.job(name="kept", trigger_id=None)
    served.job(name="old", public=True, archived=True, trigger_id=None)

    answer = httpx.get(served.url + "/api/public/jobs")

    (item,) = answer.json()
    assert list(item) == [
        "name", "adaptor", "adaptor_version", "expression", "inserted_at", "updated_at",
    ]  # fmt: skip
    assert item["name"] == "shown"


# ---------------------------------------------------------------- what is refused

BAD_JOBS: list[tuple[dict[str, Any], str, str]] = [
    ({}, "project_id", "of which project"),
    ({"project_id": 9}, "project_id", "no project 9"),
    ({"trigger_id": 9}, "trigger_id", "no trigger 9"),
    ({"project_id": 1, "trigger_id": 2}, "trigger_id", "another project"),
    ({"project_id": 1, "name": " "}, "name", "needs a name"),
    ({"project_id": 1, "name": "first"}, "name", "job first in this project already"),
    ({"project_id": 1, "credential_id": 9}, "credential_id", "no credential 9"),
    ({"project_id": 1, "credential_id": 1}, "credential_id", "not shared"),
    ({"project_id": 1, "dialect": "v3"}, "dialect", "v3 is not one"),
    ({"project_id": 1, "autoprocess": "perhaps"}, "autoprocess", "true or false, not a text"),
    ({"project_id": -1}, "project_id", "1 or more"),
    ({"project_id": 2**63}, "project_id", "or less"),
    ({"project_id": 1, "expression": 5}, "expression", "a text, not a whole number"),
    ({"project_id": 1, "extra_adaptors": [1]}, "extra_adaptors", "must be a text"),
]


@pytest.mark.parametrize(("job", "field", "says"), BAD_JOBS)
def test_a_job_that_cannot_be_is_refused_with_its_field(
    served: Served, job: dict[str, Any], field: str, says: str
):
    served.clinic()
    served.project("Other")
    served.trigger(project_id=2, name="theirs")
    served.post("/api/credentials", {"name": "theirs", "project_ids": [2]})

    refused = served.post("/api/jobs", {"job": job}, 422)

    assert list(refused["errors"]) == [field]
    assert says in refused["errors"][field][0]


BAD_TRIGGERS: list[tuple[dict[str, Any], str, str]] = [
    ({"type": "message"}, "criteria", "needs criteria"),
    ({"type": "message", "criteria": None}, "criteria", "needs criteria"),
    ({"type": "message", "criteria": "not json"}, "criteria", "line 1, column 1"),
    ({"type": "message", "criteria": '{"a":\n,}'}, "criteria", "line 2, column 1"),
    ({"type": "message", "criteria": {}, "exclusion": "{"}, "exclusion", "ends too early"),
    ({"type": "cron", "cron": "* * *"}, "cron", "five fields"),
    ({"type": "cron", "cron": "0 0 30 2 *"}, "cron", "never fires"),
    ({"type": "cron"}, "cron", "empty"),
    ({"type": "interval", "interval": 77}, "interval", "no exact cron"),
    ({"type": "success"}, "job_id", "which job"),
    ({"type": "success", "job_id": 9}, "job_id", "no job 9"),
    ({"type": "failure", "job_id": 2}, "job_id", "another project"),
    ({"type": "odd"}, "type", "odd is not one"),
    ({"criteria": {}}, "type", "message, cron"),
    ({"type": "message", "criteria": {}, "name": "all"}, "name", "already"),
    ({"type": "message", "criteria": {}, "project_id": 7}, "project_id", "no project 7"),
]


@pytest.mark.parametrize(("trigger", "field", "says"), BAD_TRIGGERS)
def test_a_trigger_that_cannot_be_is_refused_with_its_field(
    served: Served, trigger: dict[str, Any], field: str, says: str
):
    served.clinic()
    served.project("Other")
    served.job(project_id=2, name="theirs", trigger_id=None)

    given = {"project_id": 1, "name": "new", **trigger}
    refused = served.post("/api/triggers", {"trigger": given}, 422)

    assert list(refused["errors"]) == [field]
    assert says in refused["errors"][field][0]


def test_a_trigger_may_be_told_in_the_ways_v1_was_told(served: Served):
    served.project()
    as_text = served.trigger('{"n": 8.0}', name="text")
    as_object = served.trigger({"n": 8}, name="object")
    timer = served.trigger(name="timer", type="interval", interval=300)
    cron = served.trigger(name="cron", type="cron", cron="00 02 * * 1-5")

    assert (as_text["criteria"], as_object["criteria"]) == ({"n": 8.0}, {"n": 8})
    assert (timer["type"], timer["cron"]) == ("cron", "*/5 * * * *")
    assert cron["cron"] == "00 02 * * 1-5"
    raw = ask(served, "GET /api/triggers/1").body
    assert b'"criteria":{"n": 8.0}' in raw


def test_a_trigger_changes_its_kind_as_a_whole(served: Served):
    served.clinic()

    served.put("/api/triggers/1", {"trigger": {"type": "cron"}}, 422)
    changed = served.put("/api/triggers/1", {"type": "cron", "cron": "5 * * * *"})
    served.put("/api/triggers/1", {"project_id": 1, "name": "renamed"})
    back = served.put("/api/triggers/1", {"type": "message", "criteria": {}, "exclusion": "  "})

    assert (changed["criteria"], changed["cron"]) == (None, "5 * * * *")
    assert (back["name"], back["criteria"], back["cron"], back["exclusion"]) == (
        "renamed", {}, None, None,
    )  # fmt: skip


def test_a_deleted_trigger_is_gone_and_its_job_has_none(served: Served):
    served.clinic()

    served.delete("/api/triggers/1")

    assert served.get("/api/triggers") == []
    assert served.get("/api/jobs/1")["trigger_id"] is None
    served.delete("/api/triggers/1", 404)
    served.send()
    assert served.runs() == []


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/api/jobs/99", 404),
        ("GET", "/api/jobs/abc", 404),
        ("GET", "/api/jobs/99999999999999999999999", 404),
        ("GET", "/api/jobs/-1", 404),
        ("GET", "/api/triggers/99", 404),
        ("GET", "/api/runs/99", 404),
        ("GET", "/api/messages/99", 404),
        ("GET", "/api/credentials/99", 404),
        ("GET", "/api/projects/99", 404),
        ("GET", "/api/jobs?project_id=99", 404),
        ("GET", "/api/messages?project_id=99", 404),
        ("GET", "/api/nothing", 404),
        ("GET", "/nothing", 404),
        ("PATCH", "/api/jobs", 405),
        ("DELETE", "/api/projects/1", 405),
    ],
)
def test_what_is_not_there_is_said_as_json(served: Served, method: str, path: str, code: int):
    served.project()

    answer = served.client.request(method, path)

    assert answer.status_code == code
    assert list(answer.json()) == ["errors"]


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer wrong", "Basic YTpi"])
def test_without_a_valid_token_nothing_is_shown(served: Served, token: str):
    served.clinic()
    headers = {"Authorization": token} if token else {}

    for path in ("/api/jobs", "/api/projects", "/api/messages", "/api/runs", "/api/users"):
        answer = httpx.get(served.url + path, headers=headers)
        assert answer.status_code == 401
        assert "jobs" not in answer.text


# ---------------------------------------------------------------- users and tokens


def test_a_personal_token_is_shown_once_and_kept_hashed(served: Served):
    made = served.post("/api/tokens", {"name": "laptop"})
    (listed,) = served.get("/api/tokens")
    with signed_in(served.url, made["access_token"]) as other:
        assert other.get("/api/jobs").status_code == 200
        served.delete(f"/api/tokens/{made['id']}")
        assert other.get("/api/jobs").status_code == 401

    assert made["access_token"].startswith("ofs_")
    assert "access_token" not in listed
    assert (listed["name"], listed["expires_at"]) == ("laptop", None)


def test_a_token_ends_when_it_was_said(timed: Served, clock: Any):
    made = timed.post("/api/tokens", {"days": 1})

    with signed_in(timed.url, made["access_token"]) as other:
        assert other.get("/api/jobs").status_code == 200
        clock.go_on(days=1)
        assert other.get("/api/jobs").status_code == 401


def test_users_change_their_own_password_and_the_owner_anybodys(served: Served):
    user = served.post("/api/users", {"email": EMAIL, "password": PASSWORD})
    other = served.post("/api/users", {"email": "c@d.org"})
    session = {"session": {"email": EMAIL, "password": PASSWORD}}
    token = served.post("/api/login", session, 200)["jwt"]

    with signed_in(served.url, token) as theirs:
        own = f"/api/users/{user['id']}/password"
        assert theirs.post("/api/users", json={"email": "x@y.org"}).status_code == 403
        elses = f"/api/users/{other['id']}/password"
        assert theirs.put(elses, json={"password": "12345678"}).status_code == 403
        assert theirs.delete(f"/api/users/{other['id']}").status_code == 403
        assert theirs.put(own, json={"password": "a new password"}).status_code == 200
        assert theirs.get("/api/jobs").status_code == 401
    served.put(f"/api/users/{other['id']}/password", {"password": "for somebody"})
    served.delete(f"/api/users/{other['id']}")

    assert [one["email"] for one in served.get("/api/users")] == [EMAIL, "owner@localhost"]
    served.post("/api/login", session, 401)
    served.put("/api/users/1/password", {"password": "short"}, 422)
    served.delete("/api/users/1", 422)
    served.post("/api/users", {"email": "A@B.org"}, 422)
    served.post("/api/users", {"email": "no address"}, 422)


# ---------------------------------------------------------------- names of adaptors


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("http", ("http", None)),
        ("@openfn/language-http@3.1.12", ("http", "v3.1.12")),
        ("@openfn/language-http@v3.1.12", ("http", "v3.1.12")),
        ("language-common", ("common", None)),
        ("dhis2@latest", ("dhis2", None)),
        ("http@next", ("http", "next")),
        ("http=/path/to/build", ("http=/path/to/build", None)),
        ("openfn-studio-standin", ("openfn-studio-standin", None)),
        ("@acme/adaptor@1.0.0", ("@acme/adaptor", "v1.0.0")),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_adaptors_are_told_as_v1_tells_them(
    written: str | None, expected: tuple[str | None, str | None]
):
    assert split_adaptor(written) == expected
