"""The requests of a real run of the sample, as the run bench tells them."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from openfn_studio.ui.http.model import Column
from openfn_studio.ui.http.panel import HttpPanel
from tests.ui.running.conftest import Bench, bench, make_bench

__all__ = ["bench", "make_bench"]


def test_the_samples_requests_are_shown_with_their_rules(panel: HttpPanel, bench: Bench) -> None:
    bench.running.runs.changed.connect(panel.show_run)
    ended = bench.run(bench.open_job("register-child"))
    panel.show_run(ended)

    rows = [
        [panel.rows.index(row, column).data() for column in (0, 1, 2, 3, Column.ANSWER)]
        for row in range(panel.rows.rowCount())
    ]
    assert rows == [
        ["2", "POST", "/children", "201", "rule 1"],
        ["3", "GET", "/children?externalId=form-7001", "200", "rule 2"],
    ]
    assert panel.bar.seal.text == "Nothing left this computer"
    assert panel.model.exchanges[0].line == 17


ASKED = """fn(state => state);

post('/children', { body: { id: 1 } });

fn(state => ({ ...state, got: state.data }));
"""


@pytest.mark.parametrize("is_refused", [False, True])
def test_a_rule_that_asks_gets_the_users_answer(
    qtbot: QtBot, panel: HttpPanel, bench: Bench, is_refused: bool
) -> None:
    runs = bench.running.runs
    (bench.folder / "stubs.yaml").write_text("- url: '*/children'\n  ask: true\n")
    runs.changed.connect(panel.show_run)
    panel.answered.connect(runs.answer)
    panel.refused.connect(runs.refuse)
    job = bench.open_job("register-child")
    bench.type(job, ASKED)

    with qtbot.waitSignal(panel.attention_requested, timeout=20_000):
        runs.run(job.id)
    assert panel.ask.question.text() == "POST /children waits for your answer."
    panel.ask.status.setText("202")
    panel.ask.body.setPlainText('{"id": 12}')
    with qtbot.waitSignal(runs.finished, timeout=20_000) as told:
        pressed = panel.ask.refuse if is_refused else panel.ask.answer
        qtbot.mouseClick(pressed, Qt.MouseButton.LeftButton)

    assert told.args is not None
    panel.show_run(told.args[0])
    shown = panel.model.exchanges[0]
    if is_refused:
        assert shown.status is None
        assert told.args[0].exit_code == 1
    else:
        assert (shown.status, shown.origin, shown.problem) == (202, "asked", None), told.args[
            0
        ].error
        assert shown.response_body is not None
        assert shown.response_body.text == '{"id": 12}'
        assert told.args[0].exit_code == 0
    assert not panel.ask.isVisible()
