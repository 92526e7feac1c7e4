"""The requests of a real run of the sample, as the run bench tells them."""

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
