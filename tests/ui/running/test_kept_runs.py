"""Runs that are kept: listed, opened after a restart, pinned, told as they were."""

from dataclasses import replace

from openfn_studio.errors import StudioError
from openfn_studio.workbench.running.facts import RunFact
from openfn_studio.workbench.running.kept import RunRow
from tests.ui.running.conftest import Bench, MakeBench


def rows(bench: Bench, count: int) -> tuple[RunRow, ...]:
    kept = bench.running.kept
    bench.qtbot.waitUntil(lambda: len(kept.rows) == count)
    return kept.rows


def opened(bench: Bench, row: RunRow) -> RunFact:
    with bench.qtbot.waitSignal(bench.running.kept.opened) as told:
        bench.running.kept.open(row.id)
    return told.args[0]


def test_runs_are_listed_newest_first_and_by_job(bench: Bench):
    bench.run(bench.open_job("register-child"))
    bench.wait_kept()
    bench.run(bench.open_job("send-visits"))
    bench.wait_kept()

    found = rows(bench, 2)

    assert [(row.number, row.job) for row in found] == [(2, "send-visits"), (1, "register-child")]
    assert [row.number for row in bench.running.kept.rows_of("register-child")] == [1]
    assert found[1].input_name == "registration.json"
    assert found[1].took_ms is not None


def test_a_run_is_the_same_after_a_restart(make_bench: MakeBench):
    first = make_bench()
    buffer = first.open_job("register-child")
    live = first.run(buffer)
    first.wait_kept()
    log = [line.text for line in first.running.runs.log(live.id)]
    history = first.running.runs.history(live.id)
    assert history is not None
    states = [history.state_at(point) for point in range(5)]
    first.running.close()

    second = make_bench()
    second.open_project()
    again = opened(second, rows(second, 1)[0])

    kept = second.running.kept
    assert [line.text for line in kept.log(again.id)] == log
    history = kept.history(again.id)
    assert history is not None
    assert [history.state_at(point) for point in range(5)] == states
    assert again.operations == live.operations
    assert again.exchanges == live.exchanges
    same = ("job", "text", "dialect", "exit_code", "error", "log_lines", "input_name", "adaptors")
    assert [getattr(again, key) for key in same] == [getattr(live, key) for key in same]
    assert second.running.runs.fact(again.id) == again


def test_a_failed_run_names_its_operation_in_the_list(make_bench: MakeBench):
    bench = make_bench()
    buffer = bench.open_job("register-child")
    bench.type(buffer, "alterState(s => s);\npost('/x', s => s.no.such);")
    live = bench.run(buffer)
    bench.wait_kept()

    row = rows(bench, 1)[0]

    assert row.failed_at == "post"
    assert row.error is not None
    assert row.error.name == "TypeError"
    kept = opened(bench, row)
    assert kept.error == live.error
    assert [one.status for one in kept.operations] == ["finished", "failed"]


def test_a_run_of_this_session_has_one_id_in_the_list(bench: Bench):
    live = bench.run(bench.open_job("register-child"))
    bench.wait_kept()

    assert rows(bench, 1)[0].id == live.id


def test_a_pin_is_kept(make_bench: MakeBench):
    first = make_bench()
    first.run(first.open_job("register-child"))
    first.wait_kept()
    row = rows(first, 1)[0]

    first.running.kept.pin(row.id)
    first.qtbot.waitUntil(lambda: first.running.kept.rows[0].is_pinned)
    store = first.running.archive.store()
    first.qtbot.waitUntil(lambda: store.list_runs(str(first.folder)).result()[0].is_pinned)
    first.running.close()

    second = make_bench()
    second.open_project()
    assert rows(second, 1) == (replace(row, id=second.running.kept.rows[0].id, is_pinned=True),)


def test_projects_have_lists_of_their_own(bench: Bench):
    bench.run(bench.open_job("register-child"))
    bench.wait_kept()
    rows(bench, 1)

    bench.running.kept.show("another project")

    rows(bench, 0)
    bench.running.kept.show(str(bench.folder))
    rows(bench, 1)


def test_a_run_that_was_removed_says_so(bench: Bench):
    bench.run(bench.open_job("register-child"))
    bench.wait_kept()
    row = rows(bench, 1)[0]
    told: list[StudioError] = []
    bench.running.kept.failed.connect(told.append)
    store = bench.running.archive.store()
    writer, _ = store._writable()
    writer.submit(lambda connection: connection.execute("DELETE FROM run") and None).result()

    bench.running.kept.open(row.id)

    bench.qtbot.waitUntil(lambda: bool(told))
    assert "removed" in told[0].what


def test_the_final_state_of_a_run_is_handed_over(bench: Bench):
    buffer = bench.open_job("register-child")
    bench.type(buffer, "alterState(s => ({ done: true }));")
    bench.run(buffer)
    bench.wait_kept()
    found: list[bytes] = []

    bench.running.kept.final_state(rows(bench, 1)[0].id, found.append, lambda _: None)

    bench.qtbot.waitUntil(lambda: bool(found))
    assert b'"done":true' in found[0]
