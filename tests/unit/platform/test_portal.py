"""What people do with messages, runs and credentials, by the API."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from openfn_studio.platform.background.matching import Matching
from tests.unit.platform.serving import GivenClock, Served, serving, signed_in
from tests.unit.secrets.memory import MemoryKeyring, vault_in

FAILS = "fn(state => { throw new Error('duplicate value'); });"


def numbers(things: list[dict[str, Any]]) -> list[int]:
    return [thing["id"] for thing in things]


# ---------------------------------------------------------------- messages


def test_messages_are_found_by_text_date_trigger_and_state(timed: Served, clock: GivenClock):
    timed.project()
    timed.trigger({"form": "birth"}, name="births")
    timed.job(name="works")
    timed.send({"form": "birth", "place": "India"})
    clock.go_on(days=40)
    timed.send({"form": "death", "place": "Ihosy"})
    timed.until_idle()
    timed.put("/api/jobs/1", {"expression": FAILS})
    timed.send({"form": "birth", "place": "INDIANA"})
    timed.until_idle()

    found = lambda **query: numbers(timed.get("/api/messages", **query))  # noqa: E731
    assert found() == [3, 2]
    assert found(since="ever") == [3, 2, 1]
    assert found(since="2026-05-01", until="2026-05-04") == [1]
    assert found(since="2026-05-03T09:00:00Z", until="2026-05-03T09:01") == [1]
    assert found(text="india") == [3]
    assert found(text="india", since="ever") == [3, 1]
    assert found(text="100%") == []
    assert found(trigger_id=1, since="ever") == [3, 1]
    assert found(state="failure") == [3]
    assert found(state="success", since="ever") == [1]
    assert found(state="in_progress") == []
    assert found(state="none") == [2]
    assert found(job_id=1, since="ever") == [3, 1]
    assert found(from_id=1, to_id=2) == [2, 1]
    timed.get("/api/messages?since=yesterday", 422)
    timed.get("/api/messages?state=odd", 422)
    timed.get("/api/messages?trigger_id=9", 404)


def test_pages_of_messages_have_no_gap(served: Served):
    served.project()
    for number in range(5):
        served.send({"n": number})

    page = served.client.get("/api/messages", params={"limit": 2})
    found = [numbers(page.json())]
    while "next" in page.links:
        page = served.client.get(page.links["next"]["url"])
        found.append(numbers(page.json()))

    assert found == [[5, 4], [3, 2], [1]]


def test_going_to_the_next_or_previous_message_keeps_the_filter(served: Served):
    served.project()
    for place in ("India", "Ihosy", "India"):
        served.send({"place": place})

    plain = served.get("/api/messages/2")
    filtered = served.get("/api/messages/3", text="India")

    assert (plain["newer_id"], plain["older_id"]) == (3, 1)
    assert (filtered["newer_id"], filtered["older_id"]) == (None, 1)


def test_a_message_added_by_hand_starts_what_it_would_have_by_arriving(served: Served):
    served.clinic()

    made = served.post("/api/messages", {"by": "hand"})

    assert (made["source"], made["id"]) == ("hand", 1)
    assert [run["message_id"] for run in served.runs()] == [1]
    refused = served.client.post("/api/messages", content="{")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["body"])


def test_an_edited_message_keeps_its_original_matches_anew_and_runs_as_edited(served: Served):
    served.project()
    served.trigger({"form": "birth"})
    served.job(name="first")
    served.send({"form": "brith"})

    edited = served.put("/api/messages/1", {"form": "birth"})
    served.put("/api/messages/1", {"form": "birth", "n": 2})
    served.post("/api/messages/1/run", {"job_id": 1}, 202)

    message = served.get("/api/messages/1")
    assert edited["trigger_ids"] == [1]
    assert message["body"] == {"form": "birth", "n": 2}
    assert [edit["body"] for edit in message["edits"]] == [{"form": "brith"}, {"form": "birth"}]
    assert message["edits"][0]["user"] == "owner@localhost"
    assert message["is_as_received"] is False
    assert json.loads(served.client.get("/api/messages/1/received").content) == {"form": "brith"}
    served.until_idle()
    assert '"n":2' in served.log(1)
    assert served.client.put("/api/messages/1", content="nope").status_code == 422


def test_a_message_is_run_by_hand_with_a_job_that_is_off_and_does_not_match(served: Served):
    served.project()
    served.trigger({"form": "birth"})
    served.job(name="off", autoprocess=False)
    served.job(name="archived", archived=True)
    served.send({"form": "death"})

    queued = served.post("/api/messages/1/run", {"job_id": 1}, 202)
    nothing = served.post("/api/messages/1/run", {}, 422)
    archived = served.post("/api/messages/1/run", {"job_id": 2}, 422)
    served.post("/api/messages/1/run", {"job_id": 9}, 404)

    (run,) = served.runs()
    assert (run["cause"], [run["queue_id"]]) == ("by hand", queued["queue_ids"])
    assert "No job's filter" in nothing["errors"]["job_id"][0]
    assert "is archived" in archived["errors"]["detail"][0]


def test_all_matching_jobs_are_run_in_one_click(served: Served):
    served.project()
    served.trigger({"form": "birth"})
    served.job(name="off", autoprocess=False)
    served.job(name="also off", autoprocess=False)
    served.send({"form": "birth"})

    served.post("/api/messages/1/run", code=202)

    assert [run["job_name"] for run in served.runs()] == ["off", "also off"]


def test_a_deleted_message_leaves_its_runs_with_their_log(served: Served):
    served.clinic()
    served.send({"name": "Sampley"})
    served.until_idle()

    served.delete("/api/messages/1")

    run = served.get("/api/runs/1")
    assert (run["message_id"], run["receipt_id"], run["final_state"]) == (None, None, None)
    assert "Finished." in run["log"]
    served.get("/api/messages/1", 404)
    served.delete("/api/messages/1", 404)


def test_reprocessing_simulates_arrival_for_jobs_that_are_on(timed: Served, clock: GivenClock):
    timed.project()
    timed.trigger({"form": "birth"})
    timed.job(name="on")
    timed.job(name="off", autoprocess=False)
    for number in range(4):
        timed.send({"form": "birth", "n": number})
    timed.until_idle()
    clock.go_on(seconds=20)

    dry = timed.post("/api/messages/reprocess", {"dry_run": True}, 200, from_id=2, to_id=3)
    done = timed.post("/api/messages/reprocess", {}, 202, from_id=2, to_id=3)

    assert dry == done == {"messages": 2, "runs": 2}
    again = timed.runs()[4:]
    assert [(run["message_id"], run["job_name"]) for run in again] == [(2, "on"), (3, "on")]
    clock.go_on(seconds=20)
    found = timed.post("/api/messages/reprocess", {}, 202, text='"n": 3')
    assert found == {"messages": 1, "runs": 1}


@pytest.mark.parametrize("query", ["from_id=-3&to_id=-1", "from_id=0", "to_id=x"])
def test_ranges_that_make_no_sense_are_refused(served: Served, query: str):
    served.clinic()

    for path in ("/api/messages/reprocess", "/api/runs/retry"):
        answer = served.client.post(f"{path}?{query}")
        assert answer.status_code == 422, answer.text


def test_a_range_without_anything_does_nothing(served: Served):
    served.clinic()
    served.send()
    served.until_idle()

    done = served.post("/api/messages/reprocess", {}, 202, from_id=9, to_id=3)

    assert done == {"messages": 0, "runs": 0}


def test_older_messages_are_compared_with_a_new_filter(served: Served):
    served.project()
    for form in ("birth", "death", "birth"):
        served.send({"form": form})
    served.trigger({"form": "birth"}, name="late")

    served.server.call(Matching(served.server.platform.desk).catch_up())

    assert numbers(served.get("/api/messages", trigger_id=1)) == [3, 1]


def test_a_filter_explains_itself(served: Served):
    served.project()
    served.trigger({"formType": "case"})
    served.send({"formType": "visit"})

    explained = served.get("/api/triggers/1/explain/1")

    assert explained["matches"] is False
    assert explained["sentences"][0] == 'Fails at formType: expected "case", got "visit".'
    served.get("/api/triggers/1/explain/9", 404)
    served.trigger(type="cron", name="c", cron="* * * * *")
    served.get("/api/triggers/2/explain/1", 422)


def test_a_cron_expression_is_told_in_words_with_its_next_times(timed: Served):
    found = timed.get("/api/cron", cron="00 02 * * 1", count=2)

    assert found["in_words"] == "At 02:00 on Monday"
    assert found["next"] == ["2026-05-04T02:00:00Z", "2026-05-11T02:00:00Z"]
    timed.get("/api/cron", 422)
    timed.get("/api/cron", 422, cron="nonsense")


# ---------------------------------------------------------------- runs


def test_runs_are_found_by_text_date_job_and_status(timed: Served, clock: GivenClock):
    timed.clinic()
    timed.send()
    timed.until_idle()
    clock.go_on(days=40)
    timed.put("/api/jobs/1", {"expression": FAILS})
    timed.job(name="second", expression="fn(s => { console.log('all is well'); return s; });")
    timed.send()
    timed.until_idle()

    found = lambda **query: numbers(timed.get("/api/runs", **query))  # noqa: E731
    assert found() == [3, 2]
    assert found(since="ever") == [3, 2, 1]
    assert found(text="duplicate VALUE") == [2]
    assert found(text="is well", status="success") == [3]
    assert found(job_id=1, since="ever") == [2, 1]
    assert found(status="failed") == [2]
    assert found(exit_code=1) == [2]
    assert found(status="running") == []
    assert found(message_id=1) == [1]
    assert found(from_id=2, to_id=3) == [3, 2]
    assert found(limit=1) == [3]
    beside = timed.get("/api/runs/2")
    assert (beside["newer_id"], beside["older_id"]) == (3, None)
    assert timed.get("/api/runs/2", since="ever")["older_id"] == 1


def test_a_run_is_repeated_with_its_job_as_it_is_now(timed: Served, clock: GivenClock):
    timed.clinic(expression=FAILS)
    timed.send({"n": 1})
    timed.until_idle()
    timed.put("/api/jobs/1", {"expression": "fn(s => s);", "autoprocess": False})

    refused = timed.post("/api/runs/1/retry", code=429)
    clock.go_on(seconds=10)
    timed.post("/api/runs/1/retry", code=202)

    first, second = timed.runs()
    assert "10 seconds" in refused["errors"]["detail"][0]
    assert (first["exit_code"], second["exit_code"]) == (1, 0)
    assert (second["source_run_id"], second["message_id"]) == (1, 1)
    assert timed.get("/api/messages")[0]["jobs"][0]["state"] == "success"


def test_many_runs_are_repeated_by_range_job_and_status(timed: Served, clock: GivenClock):
    timed.clinic(expression=FAILS)
    timed.trigger(type="failure", name="failed", job_id=1)
    timed.job(name="alarm", trigger_id=2)
    for number in range(3):
        timed.send({"n": number})
    timed.until_idle()
    timed.delete("/api/messages/1")
    timed.put("/api/jobs/1", {"expression": "fn(s => s);"})
    clock.go_on(seconds=20)
    before = len(timed.runs())

    dry = timed.post("/api/runs/retry", {"dry_run": True}, 200, status="failed")
    done = timed.post("/api/runs/retry", {}, 202, status="failed", from_id=1, to_id=before)
    timed.until_idle()
    everything = timed.post("/api/runs/retry", {"dry_run": True}, 200)

    again = timed.runs()[before:]
    assert dry == done == {"runs": 2, "skipped": 1}
    assert [(run["message_id"], run["exit_code"]) for run in again] == [(2, 0), (3, 0)]
    assert everything["skipped"] == 4


def test_a_log_is_read_page_by_page(served: Served):
    served.clinic(expression="fn(s => { for (let i = 0; i < 5; i++) console.log(i); return s; });")
    served.send()
    served.until_idle()

    first = served.get("/api/runs/1/log", limit=3)
    rest = served.get("/api/runs/1/log", after=first[-1]["position"])

    assert [line["position"] for line in first + rest] == list(range(7))
    assert rest[-1]["text"] == "Finished."


def test_the_same_number_in_two_projects_has_to_be_told_apart(served: Served):
    served.clinic()
    served.send()
    other = served.project("Other")
    served.client.post(other["inbox_url"], json={"other": True})
    served.until_idle()

    refused = served.get("/api/messages/1", 422)
    unsaid = served.get("/api/messages", 422)

    assert "project_id" in refused["errors"]
    assert "project_id" in unsaid["errors"]
    assert served.get("/api/messages/1", project_id=2)["body"] == {"other": True}


# ---------------------------------------------------------------- exports


def test_messages_are_exported_with_the_filter_that_is_set(served: Served):
    served.project()
    served.trigger({"form": "birth"})
    for name in ("Sampley", "=1+1", "ሰላም"):
        served.send({"form": "birth", "name": name})
    served.send("-5")
    served.send('{\n "form":\n "death" }')

    table = served.client.get("/api/messages/export", params={"text": "Sampley"})
    rows = list(csv.DictReader(io.StringIO(table.text)))
    lines = served.client.get("/api/messages/export", params={"format": "ndjson"}).text
    array = served.get("/api/messages/export", format="json")
    all_rows = list(csv.reader(io.StringIO(served.client.get("/api/messages/export").text)))

    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="messages.csv"' in table.headers["content-disposition"]
    assert [(row["id"], json.loads(row["body"])["name"]) for row in rows] == [("1", "Sampley")]
    assert [json.loads(line)["id"] for line in lines.splitlines()] == [5, 4, 3, 2, 1]
    assert array[2]["body"]["name"] == "ሰላም"
    # A spreadsheet takes what begins so for a formula.
    assert all_rows[2][-1] == "'-5"


def test_runs_are_exported_with_their_logs(served: Served):
    served.clinic()
    served.send()
    served.until_idle()

    table = served.client.get("/api/runs/export", params={"status": "success"})
    rows = list(csv.DictReader(io.StringIO(table.text)))
    none = served.get("/api/runs/export", status="failed", format="json")

    assert (rows[0]["id"], rows[0]["exit_code"], rows[0]["success"]) == ("1", "0", "true")
    assert rows[0]["log"].endswith("Finished.")
    assert none == []


# ---------------------------------------------------------------- credentials

BODY = {"baseUrl": "https://register.example", "username": "me", "password": "open-sesame-42"}


def other_user(served: Served) -> tuple[int, str]:
    user = served.post("/api/users", {"email": "ada@example.org", "password": "analytical engine"})
    session = {"email": "ada@example.org", "password": "analytical engine"}
    return user["id"], served.post("/api/login", {"session": session}, 200)["jwt"]


def test_a_credentials_body_is_taken_and_never_given_out(served: Served):
    served.project()

    made = served.post("/api/credentials", {"name": "register", "body": BODY, "project_ids": [1]})
    shown = served.get("/api/credentials/1")
    changed = served.put("/api/credentials/1", {"body": {"token": "another-secret"}})

    assert made == shown
    assert (shown["has_body"], shown["fields"]) == (True, ["baseUrl", "username", "password"])
    assert "body" not in shown
    assert changed["fields"] == ["token"]
    files = [path for path in served.store.path.parent.rglob("*") if path.is_file()]
    assert files
    assert not any(b"open-sesame" in path.read_bytes() for path in files)
    assert not any(b"another-secret" in path.read_bytes() for path in files)


def test_only_its_owner_may_change_share_transfer_or_delete_a_credential(served: Served):
    served.project()
    served.post("/api/credentials", {"name": "register", "body": BODY, "project_ids": [1]})
    number, token = other_user(served)

    with signed_in(served.url, token) as ada:
        assert ada.get("/api/credentials/1").status_code == 200
        assert ada.put("/api/credentials/1", json={"name": "x"}).status_code == 403
        assert ada.delete("/api/credentials/1").status_code == 403
        given = {"email": "ada@example.org", "user_id": number}
        assert ada.post("/api/credentials/1/transfer", json=given).status_code == 403
        served.post("/api/credentials/1/transfer", {**given, "user_id": 1}, 422)
        assert served.post("/api/credentials/1/transfer", given, 200)["owner_id"] == number
        served.delete("/api/credentials/1", 403)
        assert ada.put("/api/credentials/1", json={"name": "x"}).json()["name"] == "x"
        assert ada.delete("/api/credentials/1").status_code == 204

    assert served.get("/api/credentials") == []


def test_a_credential_is_shared_across_projects_and_leaves_the_jobs_of_others(served: Served):
    served.clinic()
    served.project("Other")
    served.post("/api/credentials", {"name": "register", "body": BODY, "project_ids": [1]})
    served.put("/api/jobs/1", {"credential_id": 1})

    both = served.put("/api/credentials/1", {"project_ids": [1, 2]})
    one = served.put("/api/credentials/1", {"project_ids": [2]})

    assert (both["project_ids"], both["job_ids"]) == ([1, 2], [1])
    assert (one["project_ids"], one["job_ids"]) == ([2], [])
    assert served.get("/api/jobs/1")["credential_id"] is None
    assert numbers(served.get("/api/credentials", project_id=2)) == [1]
    served.put("/api/credentials/1", {"project_ids": [9]}, 404)
    served.post("/api/credentials", {"name": "register", "project_ids": [2]}, 422)
    served.post("/api/credentials", {"body": {}}, 422)


def test_a_deleted_credential_is_gone_for_good(served: Served):
    served.clinic()
    served.post("/api/credentials", {"name": "register", "body": BODY, "project_ids": [1]})
    served.put("/api/jobs/1", {"credential_id": 1})

    served.delete("/api/credentials/1")

    served.get("/api/credentials/1", 404)
    assert served.get("/api/jobs/1")["credential_id"] is None


def test_the_vault_is_opened_over_the_api_and_what_waited_is_run(tmp_path: Path):
    vault = vault_in(tmp_path, MemoryKeyring())
    vault.use_passphrase("a passphrase of mine")
    vault.lock()
    with serving(tmp_path, vault=vault) as served:
        served.clinic()
        number, token = other_user(served)
        locked = served.get("/api/vault")
        wrong = served.post("/api/vault/unlock", {"passphrase": "another one"}, 422)
        with signed_in(served.url, token) as ada:
            given = {"passphrase": "a passphrase of mine"}
            assert ada.post("/api/vault/unlock", json=given).status_code == 403
        opened = served.post("/api/vault/unlock", {"passphrase": "a passphrase of mine"}, 200)
        made = served.post("/api/credentials", {"name": "a", "body": BODY})

    assert number == 2
    assert (locked["is_open"], opened["is_open"], made["has_body"]) == (False, True, True)
    assert "Give its passphrase" in locked["problem"]
    assert "another one" not in str(wrong)


# ---------------------------------------------------------------- projects


def test_old_bodies_are_purged_and_runs_keep_their_log(timed: Served, clock: GivenClock):
    timed.clinic()
    timed.put("/api/projects/1", {"keep_messages_days": 30, "keep_runs_days": 60})
    timed.send({"name": "Sampley"})
    timed.until_idle()

    clean = timed.server.platform.keeping.clean
    clock.go_on(days=31)
    timed.server.call(clean())
    assert timed.get("/api/messages", since="ever") == []
    assert timed.get("/api/runs/1")["message_id"] is None
    clock.moment += timedelta(days=30)
    timed.server.call(clean())

    timed.get("/api/runs/1", 404)


def test_a_project_is_changed_in_part(served: Served):
    served.project()

    changed = served.put("/api/projects/1", {"description": "births", "test_mode": False})
    job = served.post("/api/jobs", {"project_id": 1})

    assert (changed["name"], changed["description"]) == ("Clinic", "births")
    assert job["test_mode"] is False
    served.put("/api/projects/1", {"concurrency": 11}, 422)
    served.post("/api/projects", {"name": "Clinic"}, 422)
    served.post("/api/projects", {}, 422)
