"""Breakpoints: set at a line, followed through edits, kept for the next start."""

import pytest

from openfn_studio.workbench.editing.buffer import Buffer
from openfn_studio.workbench.running.breakpoints import BreakpointsFact
from tests.ui.running.conftest import Bench, MakeBench

TEXT = """alterState(s => s);

post('/a', {
  body: s => s.data,
});
get('/b');
"""


def opened(bench: Bench, text: str = TEXT) -> Buffer:
    buffer = bench.open_job("register-child")
    bench.type(buffer, text)
    bench.look_at(buffer)
    return buffer


def edit(bench: Bench, buffer: Buffer, text: str) -> None:
    bench.type(buffer, text)
    bench.look_at(buffer)


def lines(bench: Bench, buffer: Buffer) -> list[int]:
    return [point.line for point in bench.running.breakpoints.of(buffer.id)]


@pytest.mark.parametrize(("line", "start"), [(1, 1), (2, 3), (4, 3), (6, 6), (99, 6)])
def test_a_line_sets_the_breakpoint_of_its_operation(bench: Bench, line: int, start: int):
    buffer = opened(bench)

    assert bench.running.breakpoints.toggle(buffer.id, line)

    assert lines(bench, buffer) == [start]
    assert bench.running.breakpoints.at(buffer.id, start) is not None


def test_a_second_time_takes_it_away(bench: Bench):
    buffer = opened(bench)
    told: list[BreakpointsFact] = []
    bench.running.breakpoints.changed.connect(told.append)

    bench.running.breakpoints.toggle(buffer.id, 4)
    bench.running.breakpoints.toggle(buffer.id, 3)

    assert lines(bench, buffer) == []
    assert [len(fact.points) for fact in told] == [1, 0]


def test_it_follows_its_operation_through_edits(bench: Bench):
    buffer = opened(bench)
    bench.running.breakpoints.toggle(buffer.id, 3)

    edit(bench, buffer, "// a line\n// another\n" + TEXT)
    assert lines(bench, buffer) == [5]
    edit(bench, buffer, TEXT.replace("'/a'", "'/changed'"))
    assert lines(bench, buffer) == [3]
    edit(bench, buffer, "get('/b');\npost('/changed', {\n  body: s => s.data,\n});\n")

    assert lines(bench, buffer) == [2]


def test_a_broken_text_moves_nothing(bench: Bench):
    buffer = opened(bench)
    bench.running.breakpoints.toggle(buffer.id, 3)

    edit(bench, buffer, "alterState(s => {\n" + TEXT)
    edit(bench, buffer, TEXT)

    assert lines(bench, buffer) == [3]


def test_an_operation_that_is_cut_and_pasted_keeps_its_breakpoint(bench: Bench):
    buffer = opened(bench)
    bench.running.breakpoints.toggle(buffer.id, 6)
    bench.running.breakpoints.set_condition(buffer.id, 2, "state.n")

    edit(bench, buffer, TEXT.replace("get('/b');\n", ""))
    assert lines(bench, buffer) == []
    edit(bench, buffer, "get('/b');\n" + TEXT.replace("get('/b');\n", ""))

    points = bench.running.breakpoints.of(buffer.id)
    assert [(point.line, point.condition) for point in points] == [(1, "state.n")]


def test_breakpoints_survive_a_restart_and_an_edit_elsewhere(make_bench: MakeBench):
    first = make_bench()
    buffer = opened(first)
    first.running.breakpoints.toggle(buffer.id, 3)
    first.running.breakpoints.toggle(buffer.id, 6)
    first.running.breakpoints.set_condition(buffer.id, 1, " state.data.n > 1 ")
    first.running.breakpoints.set_enabled(buffer.id, 2, is_enabled=False)
    first.around.session.flush()

    second = make_bench()
    buffer = opened(second, "fn(s => s);\n" + TEXT)

    points = second.running.breakpoints.of(buffer.id)
    assert [(one.line, one.condition, one.is_enabled) for one in points] == [
        (4, "state.data.n > 1", True),
        (7, "", False),
    ]


def test_a_job_without_operations_takes_no_breakpoint(bench: Bench):
    buffer = opened(bench, "// nothing\n")

    assert not bench.running.breakpoints.toggle(buffer.id, 1)


def test_muted_breakpoints_hold_nothing_up_and_stay(bench: Bench):
    buffer = opened(bench)
    bench.running.breakpoints.toggle(buffer.id, 1)

    bench.running.breakpoints.mute(True)

    assert bench.running.breakpoints.order(buffer.id).points == ()
    bench.running.breakpoints.mute(False)
    assert len(bench.running.breakpoints.order(buffer.id).points) == 1


def test_all_can_be_cleared(bench: Bench):
    buffer = opened(bench)
    bench.running.breakpoints.toggle(buffer.id, 1)
    bench.running.breakpoints.toggle(buffer.id, 6)

    bench.running.breakpoints.clear(buffer.id)

    assert lines(bench, buffer) == []
