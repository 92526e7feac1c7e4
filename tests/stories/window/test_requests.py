"""Requests in the whole window: a rule made of one, an answer given by the user."""

from PySide6.QtCore import QMetaMethod, SignalInstance
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from tests.stories.window.conftest import Hands


def test_every_wish_of_a_panel_is_heard(hands: Hands) -> None:
    panels = hands.window.panels
    unheard: list[str] = []
    for field in panels.__dataclass_fields__:
        panel = getattr(panels, field)
        for name in vars(type(panel)):
            signal = getattr(panel, name, None)
            if not isinstance(signal, SignalInstance):
                continue
            method = QMetaMethod.fromSignal(signal)
            if not panel.isSignalConnected(method):
                unheard.append(f"{field}.{name}")

    assert unheard == []


def test_an_answer_becomes_a_rule_that_answers_the_next_run(hands: Hands) -> None:
    folder = hands.open_sample()
    rules = folder / "stubs.yaml"
    written = "- url: '*/children'\n  method: POST\n  status: 202\n  body: { id: 5 }\n"
    rules.write_text(written)
    hands.start_run()
    http = hands.window.panels.http
    origins = [(one.origin, one.status) for one in http.model.exchanges]
    assert origins == [("stub", 202), ("default", 200)]

    # By keyboard: the second request, its cURL, a rule of it.
    hands.press("Ctrl+Alt+5")
    hands.until(lambda: http.table.hasFocus())
    hands.press("Down")
    hands.actions.trigger("http:copy-curl")
    hands.until(lambda: QGuiApplication.clipboard().text().startswith("curl "))
    assert "/children?externalId=form-7001" in QGuiApplication.clipboard().text()
    hands.actions.trigger("http:rule")
    hands.until(lambda: len(rules.read_text()) > len(written))
    assert rules.read_text().startswith(written)

    # The banner leads to the rule in its file.
    hands.until(http.banner.isVisible)
    button = next(one for one in http.banner.findChildren(QPushButton) if one.isVisible())
    hands.click(button)
    hands.until(lambda: hands.pane.buffer.title == "stubs.yaml")
    assert hands.pane.editor.caret.line == 5

    hands.open_job("register-child")
    hands.start_run()
    origins = [(one.origin, one.status, one.rule) for one in http.model.exchanges]
    assert origins == [("stub", 202, 0), ("stub", 200, 1)]


def test_a_rule_that_asks_brings_the_question_to_the_front(hands: Hands) -> None:
    folder = hands.open_sample()
    (folder / "stubs.yaml").write_text("- url: '*/children'\n  method: POST\n  ask: true\n")
    hands.until(lambda: not hands.actions.reason_against("run:job"))
    hands.press("Ctrl+Return")
    http = hands.window.panels.http
    hands.until(lambda: http.ask.isVisible() and http.ask.answer.isEnabled())

    hands.click(http.ask.answer)
    hands.until(lambda: not hands.bench.running.runs.is_busy)
    run = hands.bench.running.runs.current
    assert run is not None
    assert run.exit_code == 0
    assert run.exchanges[0].origin == "asked"
