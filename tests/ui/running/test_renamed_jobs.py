"""A job that is renamed keeps what was remembered of it: input, breakpoints, runs."""

from pathlib import Path

from openfn_studio.workbench.given.choice import InputChoice
from tests.ui.running.conftest import Bench, MakeBench

TEXT = "alterState(s => ({ ...s, n: 1 }));\nalterState(s => s);"


def rename(bench: Bench, old: str, new: str) -> None:
    with bench.qtbot.waitSignal(bench.around.project.changed):
        bench.around.project.rename_job(old, new)


def test_what_was_remembered_of_a_job_is_that_of_its_new_name(
    make_bench: MakeBench, tmp_path: Path
):
    message = tmp_path / "message.json"
    message.write_text('{"from": "a file"}')
    first = make_bench()
    buffer = first.open_job("register-child")
    first.type(buffer, TEXT)
    first.look_at(buffer)
    inputs, breakpoints = first.running.inputs, first.running.breakpoints
    inputs.choose(InputChoice("message", message))
    inputs.pin(True)
    first.qtbot.waitUntil(lambda: breakpoints.toggle(buffer.id, 2))
    first.run(buffer)
    first.wait_kept()

    rename(first, "register-child", "enrol child")

    renamed = first.open_job("enrol child")
    assert renamed.id == buffer.id
    # At once, and when the text is looked at again.
    assert [point.line for point in breakpoints.of(buffer.id)] == [2]
    first.look_at(renamed)
    assert inputs.fact().job == "enrol child"
    assert (inputs.fact().name, inputs.fact().is_pinned) == ("message.json", True)
    assert [point.line for point in breakpoints.of(buffer.id)] == [2]
    first.qtbot.waitUntil(lambda: len(first.running.kept.rows_of("enrol child")) == 1)
    assert first.running.kept.rows_of("register-child") == ()
    first.around.documents.save(buffer.id)
    first.around.session.flush()
    first.running.close()

    second = make_bench()
    again = second.open_job("enrol child")
    second.look_at(again)
    assert second.running.inputs.fact().name == "message.json"
    second.qtbot.waitUntil(lambda: len(second.running.kept.rows_of("enrol child")) == 1)


def test_runs_of_a_removed_job_of_the_new_name_are_one_list_with_them(make_bench: MakeBench):
    bench = make_bench()
    for name in ("alter-state", "tidy-names"):
        buffer = bench.open_job(name)
        bench.type(buffer, TEXT)
        bench.run(buffer)
        bench.wait_kept()
    kept = bench.running.kept
    bench.qtbot.waitUntil(lambda: len(kept.rows) == 2)
    project = str(bench.around.project.fact.folder)  # type: ignore[union-attr]

    kept.rename(project, "alter-state", "tidy-names")

    bench.qtbot.waitUntil(lambda: len(kept.rows_of("tidy-names")) == 2)
    kept.rename(project, "nobody", "somebody")
    kept.refresh()
    bench.qtbot.waitUntil(lambda: not kept.rows_of("somebody"))
