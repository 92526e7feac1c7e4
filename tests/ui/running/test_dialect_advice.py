"""The dialect that fits a job better is found and offered."""

from pytestqt.qtbot import QtBot

from openfn_studio.domain.run import Dialect
from openfn_studio.language.document import Document
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.running.dialect_advice import DialectAdvice

NEW = "const name = s => s.data?.name ?? 'nobody';\nfn(s => ({ ...s, name: name(s) }));\n"


def test_a_text_of_the_newer_runtime_is_found_under_the_old_rules(qtbot: QtBot, lanes: Lanes):
    advice = DialectAdvice(lanes.work)

    with qtbot.waitSignal(advice.changed) as told:
        advice.consider(Document(NEW), Dialect.V1)
    assert told.args == [Dialect.V2]
    with qtbot.waitSignal(advice.changed) as told:
        advice.consider(Document("fn(s => s);"), Dialect.V1)

    assert told.args == [None]
    assert advice.better is None


def test_turning_away_forgets(qtbot: QtBot, lanes: Lanes):
    advice = DialectAdvice(lanes.work)
    with qtbot.waitSignal(advice.changed):
        advice.consider(Document(NEW), Dialect.V1)

    advice.forget()

    assert advice.better is None
