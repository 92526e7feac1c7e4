"""The first five minutes: try the sample, run it, look into it, break it, mend it."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPushButton

from openfn_studio.language.positions import Positions
from openfn_studio.ui.start.card import StartCard
from openfn_studio.ui.timeline.timeline import Timeline
from tests.stories.window.conftest import Hands


def changed_paths(hands: Hands) -> list[str]:
    """The changes the inspector shows for the operation in view."""
    pairs: list[object] = []
    hands.bench.travel.states(pairs.append, hands.window)
    hands.until(lambda: bool(pairs))
    return [".".join(map(str, change.path)) for change in pairs[0].changes]


def test_by_keyboard_alone(hands: Hands) -> None:
    # Try the sample: the first card of the start page has the keyboard.
    hands.press("Return")
    hands.until(lambda: hands.bench.documents.current is not None)
    assert hands.pane.buffer.title == "register-child.js"

    # Run it, and step to the operation that posts.
    hands.start_run()
    run = hands.bench.travel.run
    assert run is not None
    assert run.exit_code == 0
    while hands.bench.travel.has_previous:
        hands.press("Alt+[")
    hands.press("Alt+]")
    operation = hands.bench.travel.operation
    assert operation is not None
    assert operation.name == "post"
    assert "data.id" in changed_paths(hands)

    # See the request.
    hands.press("Ctrl+Alt+5")
    assert hands.window.panels.http.isVisible()
    assert [(one.method, one.status) for one in run.exchanges] == [("POST", 201), ("GET", 200)]

    # Break the job, run it, read why it failed.
    hands.press("Ctrl+Alt+1")
    sound = hands.text
    at = sound.index("child.first_name")
    hands.pane.select(Positions(sound).range(at, at + len("child")))
    hands.type("nobody")
    hands.start_run()
    failed = hands.bench.travel.run
    assert failed is not None
    assert failed.exit_code == 1
    assert failed.error is not None
    assert "nobody is not defined" in failed.error.message
    assert failed.error.line == 6

    # Mend it by undoing, and save.
    hands.press("Ctrl+Alt+1")
    for _ in range(10):
        if hands.text != sound:
            hands.press("Ctrl+Z")
    assert hands.text == sound
    hands.start_run()
    mended = hands.bench.travel.run
    assert mended is not None
    assert mended.exit_code == 0
    hands.press("Ctrl+S")
    hands.until(lambda: not hands.bench.documents.buffer(hands.pane.buffer.id).is_dirty)


def test_by_mouse_alone(hands: Hands) -> None:
    # Try the sample.
    card = next(card for card in hands.frame.findChildren(StartCard) if card.isVisible())
    hands.click(card)
    hands.until(lambda: hands.bench.documents.current is not None)

    # Run it.
    run_button = next(
        button
        for button in hands.window.panels.bar.findChildren(QPushButton)
        if button.isVisible() and button.text().strip() == "Run"
    )
    hands.until(run_button.isEnabled)
    hands.click(run_button)
    hands.until(lambda: (run := hands.bench.travel.run) is not None and run.is_over)
    assert hands.bench.travel.run.exit_code == 0

    # Choose another operation in the timeline.
    timeline = hands.window.panels.timeline
    assert isinstance(timeline, Timeline)
    before = hands.bench.travel.point
    cells = timeline.strip
    hands.click(cells, QPoint(cells.width() // 2, cells.height() // 2))
    assert hands.bench.travel.point != before
