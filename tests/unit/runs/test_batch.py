from collections.abc import Iterator

import pytest

from openfn_studio.domain.run import Dialect, ExitCode, Limits
from openfn_studio.runner.protocol import AnyEvent, Finished, OperationStarted
from openfn_studio.runs.batch import Batch
from openfn_studio.runs.runs import Runs
from tests.unit.runs.trial import asking, runs_of

JOB = "fn(state => ({ n: state.data * 2 }));\ncount();"


@pytest.fixture
def runs() -> Iterator[Runs]:
    with runs_of() as made:
        yield made


def test_many_messages_run_in_one_process_and_each_result_says_so(runs: Runs):
    batch = Batch(runs, asking(JOB))

    results = list(batch.results({"data": number} for number in range(5)))

    assert [result.state for result in results] == [
        {"n": number * 2, "runs": number + 1} for number in range(5)
    ]
    assert all(result.has_shared_modules for result in results)


def test_a_new_process_is_taken_after_so_many_messages(runs: Runs):
    batch = Batch(runs, asking(JOB), messages_per_process=2)

    results = list(batch.results({"data": 0} for _ in range(5)))

    assert [result.state["runs"] for result in results] == [1, 2, 1, 2, 1]


def test_a_message_that_fails_does_not_touch_the_next(runs: Runs):
    job = "fn(state => state.data.name.length > 0 ? { ok: true } : state);"

    results = list(Batch(runs, asking(job)).results([{"data": {}}, {"data": {"name": "a"}}]))

    assert [result.exit_code for result in results] == [ExitCode.JOB_ERROR, 0]
    assert results[1].state == {"ok": True}


def test_a_message_that_ends_its_process_is_followed_by_a_new_one(runs: Runs):
    job = "fn(state => { while (state.data.loop) {} return state; });\ncount();"
    batch = Batch(runs, asking(job, limits=Limits(timeout_ms=300)))

    inputs = [{"data": {}}, {"data": {"loop": True}}, {"data": {}}]
    results = list(batch.results(inputs))

    assert [result.exit_code for result in results] == [0, ExitCode.TIMEOUT, 0]
    assert results[2].state["runs"] == 1


def test_an_input_that_is_not_json_is_exit_3_and_the_batch_goes_on(runs: Runs):
    results = list(Batch(runs, asking(JOB)).results([{"data": object()}, {"data": 1}]))

    assert [result.exit_code for result in results] == [ExitCode.NOT_STARTED, 0]


def test_events_come_with_the_number_of_their_message(runs: Runs):
    finished: list[int] = []

    def sink(number: int, event: AnyEvent) -> None:
        if isinstance(event, Finished):
            finished.append(number)

    results = list(Batch(runs, asking(JOB), sink).results({"data": 0} for _ in range(3)))

    assert len(results) == 3
    assert finished == [0, 1, 2]


def test_a_batch_can_be_stopped_in_the_middle_of_a_message(runs: Runs):
    def sink(number: int, event: AnyEvent) -> None:
        if number == 1 and isinstance(event, OperationStarted):
            batch.stop()

    job = "fn(state => { while (state.data) {} return state; });"
    batch = Batch(runs, asking(job), sink)

    results = list(batch.results({"data": number} for number in range(9)))

    assert [result.exit_code for result in results] == [0, ExitCode.STOPPED]


def test_a_global_that_cannot_be_removed_does_not_end_the_batch(runs: Runs):
    job = """fn(state => {
      const made = state.data.n === 0 && Object.defineProperty(globalThis, 'fixed', { value: 1 });
      globalThis.loose = globalThis.loose === undefined;
      return { loose: globalThis.loose, made: made !== false };
    });"""
    batch = Batch(runs, asking(job, dialect=Dialect.V1))

    results = list(batch.results({"data": {"n": number}} for number in range(2)))

    assert [result.exit_code for result in results] == [0, 0]
    assert results[1].state["loose"] is True
