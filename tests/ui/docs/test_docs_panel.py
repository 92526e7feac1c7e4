import pytest
from pytestqt.qtbot import QtBot

from openfn_studio.adaptors.npm import Npm
from openfn_studio.adaptors.repository import Repository
from openfn_studio.clock import SystemClock
from openfn_studio.paths import DataFolder, resources
from openfn_studio.ui.docs.panel import DocsPanel
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.lanes import Lanes
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from openfn_studio.workbench.tasks import TaskBench

STANDIN = "openfn-studio-standin"


@pytest.fixture
def adaptors(data: DataFolder, lanes: Lanes) -> AdaptorBench:
    repository = Repository(data.adaptors, Npm.bundled(), SystemClock(), resources() / "standin")
    return AdaptorBench(repository, lanes.work, TaskBench(lanes.work))


@pytest.fixture
def panel(look: Look, adaptors: AdaptorBench, qtbot: QtBot) -> DocsPanel:
    made = DocsPanel(look, adaptors)
    qtbot.addWidget(made)
    made.resize(364, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_without_a_job_it_says_what_will_be_here(panel: DocsPanel):
    assert panel._empty.isVisible()


def test_the_functions_of_a_jobs_adaptors_are_read_and_follow_the_caret(
    panel: DocsPanel, qtbot: QtBot
):
    panel.show_function("post")
    panel.show_adaptors((STANDIN,))

    qtbot.waitUntil(lambda: panel.browser.chosen == "post")
    panel.show_function("each")
    assert panel.browser.chosen == "each"

    panel.show_function("console")
    assert panel.browser.chosen == "each"

    panel.browser.search.setText("get")
    panel.show_function("post")
    assert panel.browser.chosen == "get"


def test_a_missing_adaptor_is_told_and_can_be_installed(panel: DocsPanel, qtbot: QtBot):
    panel.show_adaptors(("nowhere@1.0.0", STANDIN))
    qtbot.waitUntil(panel._banner.isVisible)
    qtbot.waitUntil(panel.browser.isVisible)
    assert "nowhere@1.0.0 is not on this computer." in panel._banner.text

    with qtbot.waitSignal(panel.install_requested) as asked:
        panel._banner.pressed.emit("Install")
    assert asked.args == ["nowhere@1.0.0"]

    panel.show_adaptors((STANDIN,))
    assert not panel._banner.isVisible()


def test_a_wrong_specifier_is_told_in_its_words(panel: DocsPanel, qtbot: QtBot):
    panel.show_adaptors(("no adaptor",))

    qtbot.waitUntil(panel._banner.isVisible)
    assert "does not name an adaptor" in panel._banner.text
