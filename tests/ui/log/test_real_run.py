"""The log of a real run of the sample, as the run bench tells it."""

from pytestqt.qtbot import QtBot

from openfn_studio.ui.log.lines import Kind
from openfn_studio.ui.log.panel import LogPanel
from tests.ui.log.conftest import Idle
from tests.ui.running.conftest import Bench, bench, make_bench

__all__ = ["bench", "make_bench"]

FAILING = """fn(state => { console.log('has', { id: 1 }); return state; });

fn(state => {
  return state.clinic.phone;
});
"""


def test_a_failed_run_is_told_with_its_line_and_remedy(
    qtbot: QtBot, panel: LogPanel, bench: Bench, idle: Idle
) -> None:
    runs = bench.running.runs
    runs.started.connect(lambda fact: panel.show_run(fact, ()))
    runs.changed.connect(panel.follow_run)
    runs.log_added.connect(panel.add)
    runs.finished.connect(panel.finish)
    job = bench.open_job("register-child")
    bench.type(job, FAILING)

    ended = bench.run(job)
    idle()

    texts = panel.lines.texts
    assert ended.exit_code == 1
    said = texts.index("has { id: 1 }")
    assert any(text.startswith("╭") for text in texts[:said])
    assert panel.lines.place(said) == (1, 23)
    error = panel.lines.errors[0]
    assert [one for one in range(len(texts)) if panel.lines.level(one) == "error"] == [error]
    assert panel.lines.kind(error) is Kind.ERROR
    assert panel.lines.place(error) == (4, 23)
    assert "4 |   return state.clinic.phone;" in texts[error]
    assert panel.view.is_unfolded(error)
    assert texts[-1] == "Finished. Exit code 1, job error"
    assert panel.lines.kind(len(texts) - 1) is Kind.END


def test_a_kept_run_is_shown_as_it_was(
    qtbot: QtBot, panel: LogPanel, bench: Bench, idle: Idle
) -> None:
    job = bench.open_job("register-child")
    bench.type(job, FAILING)
    bench.run(job)
    kept = bench.wait_kept()

    panel.show_run(kept, bench.running.runs.log(kept.id))
    idle()

    assert len(panel.lines.errors) == 1
    assert panel.lines.texts[-1] == "Finished. Exit code 1, job error"
