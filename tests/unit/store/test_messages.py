"""Messages: arriving, being found, edited and removed; the text index beside them."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openfn_studio.store.database import check, connect
from openfn_studio.store.ids import first_id_at_ms
from openfn_studio.store.messages import changes, matching, reading
from openfn_studio.store.messages.arrival import NewAttachment
from openfn_studio.store.messages.pages import NO_RUN
from openfn_studio.store.needle import Needle
from openfn_studio.store.problems import NotThere
from openfn_studio.store.queue.run_pages import find_run_id
from openfn_studio.store.text_index import index_reaches
from tests.unit.store.desk import NOW, Desk, open_desk, open_store

BIRTH = '{"form":"birth","name":"Sampley"}'


def test_a_message_is_kept_as_it_came_with_what_it_matches_and_starts(desk: Desk):
    key = desk.receive('{"n": 1.0}', starts=True, query='{"a":"b"}', content_type="text/json")

    message = desk.see(reading.read_message, key.id)
    waiting = desk.next()

    assert (message.body, message.query, message.is_as_received) == (
        '{"n": 1.0}',
        '{"a":"b"}',
        True,
    )
    assert (message.entry.matches, message.entry.jobs) == ((1,), ((1, "waiting"),))
    assert waiting is not None
    assert (waiting.message, waiting.job_name) == (1, "register")
    assert key.id == first_id_at_ms(desk.now_ms)


def test_messages_are_numbered_in_their_project(desk: Desk):
    desk.receive("1")
    other = open_project(desk, "Other")
    desk.receive("2")
    desk.project = other

    assert desk.receive("3").number == 1


def open_project(desk: Desk, name: str) -> Any:
    return desk.add_project(name)


def test_a_submission_that_is_sent_again_is_kept_once_with_all_its_files(desk: Desk):
    files = [NewAttachment(name, "image/jpeg", name.encode()) for name in ("a.jpg", "b.jpg")]
    first = desk.receive("{}", submission=b"x", attachments=(files[0],))
    again = desk.receive("{}", submission=b"x", attachments=tuple(files))

    assert (again.id, again.is_new) == (first.id, False)
    message = desk.see(reading.read_message, first.id)
    assert [file.name for file in message.attachments] == ["a.jpg", "b.jpg"]
    assert desk.see(reading.read_attachment, first.id, "b.jpg") == ("image/jpeg", b"b.jpg")
    with pytest.raises(NotThere, match=r"no attachment c\.jpg"):
        desk.see(reading.read_attachment, first.id, "c.jpg")


def test_an_edit_keeps_the_original_and_every_version(desk: Desk):
    key = desk.receive("<a/>", received=b"<a />")
    for body in ('{"a":1}', '{"a":2}'):
        desk.do(
            changes.edit_message, key.id, body=body, plain=None, matches=[desk.trigger.id],
            user=None, now_ms=NOW,
        )  # fmt: skip

    message = desk.see(reading.read_message, key.id)

    assert message.body == '{"a":2}'
    assert [edit.body for edit in message.edits] == ["<a/>", '{"a":1}']
    assert (message.is_as_received, message.entry.matches) == (False, (1,))
    assert desk.see(reading.read_received, key.id) == b"<a />"
    with pytest.raises(NotThere):
        desk.do(changes.edit_message, 5, body="", plain=None, matches=[], user=None, now_ms=NOW)


def test_the_original_of_a_message_that_came_as_json_is_its_first_body(desk: Desk):
    key = desk.receive("[1]")
    desk.do(changes.edit_message, key.id, body="[2]", plain=None, matches=[], user=None, now_ms=NOW)

    assert desk.see(reading.read_received, key.id) == b"[1]"


def test_a_removed_message_takes_what_was_made_of_it_and_leaves_the_log(desk: Desk):
    key = desk.receive(BIRTH, starts=True)
    state = {"type": "state", "value": {"data": {"name": "Sampley"}}}
    log = {"type": "log", "level": "info", "text": "Registered."}
    run = desk.run_next(state, log)
    flow = desk.enqueue(cause="flow", initial="x", source_run_id=run.id)
    followed = desk.run_next(state, log, input='{"data":"Sampley"}')

    assert desk.do(changes.remove_messages, [key.id]) == 1

    desk.store.close()
    assert flow
    with closing(connect(desk.store.path)) as connection:
        for run_id in (run.id, followed.id):
            row = connection.execute(
                "SELECT message_id, initial_state, input, (SELECT text FROM log_line"
                " WHERE run_id = run.id) FROM run WHERE id = ?",
                (run_id,),
            ).fetchone()
            assert row == (None, None, None, "Registered.")
        for table in ("message", "message_match", "message_job", "message_edit"):
            query = f"SELECT count(*) FROM {table}"  # noqa: S608
            assert connection.execute(query).fetchone() == (0,)
    assert check(desk.store.path) == []


def test_old_messages_go_but_for_those_that_still_wait(desk: Desk):
    desk.receive("1")
    desk.receive("2", starts=True)
    desk.receive("3")
    end = desk.now_ms

    removed = desk.do(changes.remove_old_messages, desk.project.id, end, limit=10)

    assert removed == 1
    assert desk.messages() == [3, 2]


def test_old_runs_go_but_for_pinned_ones(desk: Desk):
    for _ in range(3):
        desk.receive("1", starts=True)
        desk.run_next()
    pinned = desk.see(find_run_id, desk.project.id, 2)
    desk.store.pin(pinned).result()
    settle_all = "UPDATE run SET is_settled = 1"
    desk.do(lambda connection: connection.execute(settle_all).fetchall())

    desk.do(changes.remove_old_runs, desk.project.id, 2**62, limit=10)

    assert desk.runs() == [2]


# ---------------------------------------------------------------- finding


def test_pages_go_from_new_to_old_without_a_gap(desk: Desk):
    for number in range(5):
        desk.receive(str(number))

    assert desk.messages(limit=2) == [5, 4]
    assert desk.messages(limit=2, before=4) == [3, 2]
    assert desk.messages(before=1) == []
    assert desk.messages(after=2, limit=1) == [3]
    assert desk.messages(after=5) == []


def test_messages_are_found_by_date_trigger_state_job_and_number(desk: Desk):
    desk.receive("1")
    desk.receive("2", match=True)
    third = desk.receive("3", starts=True)
    desk.run_next(exit_code=1)
    desk.receive("4", starts=True)
    desk.run_next()
    desk.receive("5", starts=True)

    assert desk.messages(since_ms=NOW + 3000) == [5, 4, 3]
    assert desk.messages(until_ms=NOW + 3000) == [2, 1]
    assert desk.messages(trigger_id=desk.trigger.id) == [5, 4, 3, 2]
    assert desk.messages(states=("failure",)) == [3]
    assert desk.messages(states=("success",), trigger_id=desk.trigger.id) == [4]
    assert desk.messages(states=("waiting", "running")) == [5]
    assert desk.messages(states=(NO_RUN,)) == [2, 1]
    assert desk.messages(job_id=desk.job.id) == [5, 4, 3]
    assert desk.messages(job_id=desk.job.id + 1, states=("failure",)) == []
    assert desk.messages(first_number=2, last_number=4) == [4, 3, 2]
    assert desk.messages(first_number=-5, last_number=-1) == []
    assert third.number == 3


def test_the_state_of_a_message_is_that_of_the_run_that_finished_last(desk: Desk):
    key = desk.receive(BIRTH, starts=True)
    desk.run_next(exit_code=1)
    assert desk.messages(states=("failure",)) == [1]

    desk.enqueue(key.id)
    assert desk.messages(states=("waiting",)) == [1]
    desk.run_next()

    assert desk.messages(states=("success",)) == [1]


ALPHABET = st.sampled_from(["a", "A", "b", "é", "ក", "្", "%", "_", "\\", '"', " ", "0"])
TEXTS = st.text(ALPHABET, min_size=0, max_size=12)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(TEXTS, min_size=1, max_size=8), st.text(ALPHABET, min_size=1, max_size=5),
    st.booleans(),
)  # fmt: skip
def test_the_index_finds_what_a_plain_search_finds(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], needle: str, indexed: bool
):
    desk = open_desk(tmp_path_factory.mktemp("search"), keeps_index=indexed)
    for text in texts:
        body = json.dumps({"text": text})
        desk.receive(body, plain=msgspec.json.encode({"text": text}).decode())
    if indexed:
        desk.wait_for_index()

    found = desk.messages(text=needle)
    desk.store.close()

    plain = [msgspec.json.encode({"text": text}).decode() for text in texts]
    folded = ascii_lower(needle)
    expected = [at + 1 for at, text in enumerate(plain) if folded in ascii_lower(text)]
    assert found == expected[::-1]


def ascii_lower(text: str) -> str:
    return "".join(char.lower() if char.isascii() else char for char in text)


@pytest.mark.parametrize(
    ("text", "is_indexed"),
    [("abc", True), ("ab", False), ("a%b", False), ("abc%", True), ("a_bcd", True), ("", False)],
)
def test_texts_of_three_letters_are_looked_up(text: str, is_indexed: bool):
    assert Needle(text).is_indexed is is_indexed


def test_a_search_goes_on_from_the_index_into_what_is_not_in_it_yet(tmp_path: Path):
    desk = open_desk(tmp_path, keeps_index=True)
    for _ in range(3):
        desk.receive(BIRTH)
    desk.wait_for_index()
    desk.store.close()
    desk.store = open_store(tmp_path)
    for _ in range(2):
        desk.receive(BIRTH)

    assert desk.messages(text="Sampley") == [5, 4, 3, 2, 1]
    assert desk.messages(text="Sampley", limit=3) == [5, 4, 3]
    assert desk.messages(text="Sampley", after=2) == [3, 4, 5]
    assert desk.messages(text="Sampley", before=5, limit=2) == [4, 3]
    desk.store.close()


def test_after_a_crash_the_index_is_completed(tmp_path: Path):
    desk = open_desk(tmp_path)
    for _ in range(3):
        desk.receive(BIRTH, starts=True)
    desk.run_next({"type": "log", "level": "info", "text": "all is well"})
    desk.store.close()

    desk.store = open_store(tmp_path, keeps_index=True)
    desk.wait_for_index()
    desk.do(lambda _: None)

    assert desk.messages(text="Sampley") == [3, 2, 1]
    assert desk.runs(text="is well") == [1]
    desk.store.close()


def test_the_index_follows_edits_and_deletions(tmp_path: Path):
    desk = open_desk(tmp_path, keeps_index=True)
    keys = [desk.receive(BIRTH, starts=True) for _ in range(3)]
    desk.wait_for_index()

    desk.do(
        changes.edit_message, keys[1].id, body='{"name":"Mocky"}', plain=None, matches=[],
        user=None, now_ms=NOW,
    )  # fmt: skip
    desk.do(changes.remove_messages, [keys[2].id])

    assert desk.messages(text="Sampley") == [1]
    assert desk.messages(text="Mocky") == [2]
    desk.do(whole)
    desk.store.close()


def test_a_removed_run_leaves_the_index(tmp_path: Path):
    desk = open_desk(tmp_path, keeps_index=True)
    desk.receive(BIRTH, starts=True)
    key = desk.run_next({"type": "log", "level": "info", "text": "needle here"})
    desk.wait_for_index()
    desk.do(lambda _: None)
    remove = "DELETE FROM run WHERE id = ?"

    desk.do(lambda connection: connection.execute(remove, (key.id,)).fetchall())

    assert desk.runs(text="needle") == []
    desk.do(whole)
    desk.store.close()


def whole(connection: Any) -> None:
    """Compare the text index with what it was made of."""
    for table in ("message_text", "run_text"):
        command = f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)"  # noqa: S608
        connection.execute(command)


def test_an_id_is_not_given_again_after_the_newest_message_was_removed(tmp_path: Path):
    desk = open_desk(tmp_path, keeps_index=True)
    key = desk.receive(BIRTH)
    desk.wait_for_index()
    desk.do(changes.remove_messages, [key.id])
    desk.now_ms -= 100_000

    again = desk.receive(BIRTH)

    assert again.id > key.id == desk.see(index_reaches)
    assert desk.messages(text="Sampley") == [2]
    desk.store.close()


def test_older_messages_are_compared_with_a_new_filter_a_page_at_a_time(desk: Desk):
    for number in range(3):
        desk.receive(f'{{"n":{number}}}')
    late = desk.add_trigger("late", criteria='{"n":1}')

    page = desk.see(matching.read_unmatched, late.id, limit=2)
    kept = desk.do(
        matching.write_matches, late.id, compared_since=late.matches_since_id,
        down_to=page[-1][0], matches=[page[1][0]],
    )  # fmt: skip
    rest = desk.see(matching.read_unmatched, late.id, limit=2)
    stale = desk.do(
        matching.write_matches, late.id, compared_since=late.matches_since_id, down_to=0, matches=[]
    )

    assert ([row[1] for row in page], kept) == (['{"n":2}', '{"n":1}'], True)
    assert desk.messages(trigger_id=late.id) == [2]
    assert ([row[1] for row in rest], stale) == (['{"n":0}'], False)
