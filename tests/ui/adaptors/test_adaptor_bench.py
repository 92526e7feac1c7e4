from pathlib import Path

from pytestqt.qtbot import QtBot

from openfn_studio.adaptors.failures import AdaptorMissing
from openfn_studio.adaptors.shelf import Shelf
from openfn_studio.errors import StudioError, UserInputProblem
from openfn_studio.workbench.projects.adaptor_facts import AdaptorFact, PublishedFact
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from openfn_studio.workbench.tasks import TaskBench
from tests.unit.adaptors.conftest import put
from tests.unit.adaptors.registry import Registry

STANDIN = "openfn-studio-standin"


def known(adaptors: AdaptorBench, qtbot: QtBot, *specs: str) -> tuple[AdaptorFact, ...]:
    adaptors.details(specs)
    qtbot.waitUntil(lambda: not adaptors.known(specs).is_reading)
    return adaptors.details(specs)


def test_what_is_not_known_is_read_beside_the_window_and_told(adaptors: AdaptorBench, qtbot: QtBot):
    with qtbot.waitSignal(adaptors.known_changed) as heard:
        assert adaptors.details((STANDIN,)) == ()
        assert adaptors.known((STANDIN,)).is_reading

    assert heard.args == [(STANDIN,)]
    (fact,) = adaptors.details((STANDIN,))
    assert fact.is_shipped
    assert {"get", "post", "each"} <= {function.name for function in fact.functions}
    assert "execute" in fact.exports
    assert "execute" not in {function.name for function in fact.functions}
    assert all(field.title for field in fact.credential_fields)


def test_two_ways_to_name_one_adaptor_are_one_fact(
    adaptors: AdaptorBench, shelf: Shelf, qtbot: QtBot
):
    put(shelf, "1.2.0")

    one, other = known(adaptors, qtbot, "demo", "@openfn/language-demo@1.2.0")

    assert one is other
    assert (one.short_name, one.version, one.specifier) == ("demo", "1.2.0", "demo@1.2.0")


def test_what_is_not_here_is_missing_and_no_network_is_asked(
    adaptors: AdaptorBench, registry: Registry, qtbot: QtBot
):
    assert known(adaptors, qtbot, "demo@1.0.0", "not an adaptor", STANDIN)[0].is_shipped

    answer = adaptors.known(("demo@1.0.0", "not an adaptor", STANDIN))
    assert answer.missing == ("demo@1.0.0",)
    assert [type(problem) for problem in answer.problems] == [AdaptorMissing, UserInputProblem]
    assert registry.requests == []


def test_the_list_holds_what_ships_and_what_is_installed_with_its_size(
    adaptors: AdaptorBench, shelf: Shelf, qtbot: QtBot
):
    for version in ("1.2.0", "1.10.0"):
        put(shelf, version)
    assert adaptors.installed is None

    with qtbot.waitSignal(adaptors.installed_changed):
        adaptors.refresh()

    shipped, newer, older = adaptors.installed or ()
    assert shipped.is_shipped
    assert [newer.specifier, older.specifier] == ["demo@1.10.0", "demo@1.2.0"]
    assert newer.size_bytes is not None
    assert newer.size_bytes > 200
    assert newer.connection is not None


def test_a_damaged_version_is_listed_with_its_damage(
    adaptors: AdaptorBench, shelf: Shelf, qtbot: QtBot
):
    (put(shelf, "1.2.0").path / "index.js").unlink()

    with qtbot.waitSignal(adaptors.installed_changed):
        adaptors.refresh()

    (_, damaged) = adaptors.installed or ()
    assert (damaged.specifier, damaged.connection) == ("demo@1.2.0", None)
    assert "missing" in damaged.damage


def test_an_adaptor_is_installed_with_progress_and_is_known_then(
    adaptors: AdaptorBench, tasks: TaskBench, qtbot: QtBot
):
    known(adaptors, qtbot, "demo")
    texts: list[str] = []
    adaptors.under_way_changed.connect(lambda on: texts.extend(fact.text for fact in on))

    with qtbot.waitSignals([adaptors.change_ended, adaptors.installed_changed], timeout=60_000):
        adaptors.install("demo")
        adaptors.install("demo")
        assert [task.title for task in tasks.tasks] == ["Installing demo"]

    assert texts[0] == "Asking npm"
    assert len(set(texts)) > 1
    assert adaptors.under_way == ()
    assert known(adaptors, qtbot, "demo")[0].version == "2.0.0"


def test_an_end_says_what_is_so_now(adaptors: AdaptorBench, qtbot: QtBot):
    with qtbot.waitSignal(adaptors.change_ended, timeout=60_000) as heard:
        adaptors.install("demo@1.0.0")
    assert heard.args[0].text == "demo@1.0.0 is installed."
    assert heard.args[0].cautions == ()

    with qtbot.waitSignal(adaptors.change_ended) as heard:
        adaptors.remove("demo")
    assert heard.args[0].text == "demo@1.0.0 was removed."
    assert heard.args[0].is_removal


def test_what_cannot_be_installed_ends_with_the_reason(adaptors: AdaptorBench, qtbot: QtBot):
    with qtbot.waitSignal(adaptors.change_ended, timeout=60_000) as heard:
        adaptors.install("demo@9.9.9")
    assert "2.0.0" in heard.args[0].problem.remedy

    with qtbot.waitSignal(adaptors.change_ended) as heard:
        adaptors.install("https://example.org/x.tgz")
    assert isinstance(heard.args[0].problem, UserInputProblem)


def test_an_installation_is_cancelled_from_the_page_or_from_the_list_of_tasks(
    adaptors: AdaptorBench, tasks: TaskBench, registry: Registry, qtbot: QtBot
):
    ends: list[object] = []
    adaptors.change_ended.connect(ends.append)
    registry.close()

    adaptors.install("demo@1.0.0")
    adaptors.cancel("demo@1.0.0")
    adaptors.install("demo@1.2.0")
    tasks.cancel(tasks.tasks[0].id)

    assert (adaptors.under_way, tasks.tasks, ends) == ((), (), [])


def test_npm_says_which_versions_there_are(adaptors: AdaptorBench, qtbot: QtBot):
    answers: list[PublishedFact] = []

    adaptors.versions("demo", answers.append, lambda problem: None, adaptors)

    qtbot.waitUntil(lambda: bool(answers), timeout=30_000)
    assert answers[0].versions == ("2.0.0", "2.0.0-beta.1", "1.2.0", "1.0.0")
    assert answers[0].latest == "2.0.0"


def test_offline_npm_is_answered_in_words(adaptors: AdaptorBench, registry: Registry, qtbot: QtBot):
    registry.close()
    problems: list[StudioError] = []

    adaptors.versions("demo", lambda fact: None, problems.append, adaptors)

    qtbot.waitUntil(lambda: bool(problems), timeout=30_000)
    assert "cannot be reached" in problems[0].what


def test_the_jobs_that_run_with_a_version_are_named(
    adaptors: AdaptorBench, shelf: Shelf, qtbot: QtBot
):
    put(shelf, "1.0.0")
    put(shelf, "1.2.0")
    adaptors.set_uses({"Old": ("demo@1.0.0",), "New": ("demo",), "Gone": ("other",)})

    known(adaptors, qtbot, "demo", "demo@1.0.0", "other")

    name = "@openfn/language-demo"
    assert adaptors.users_of(name, "1.2.0") == ("New",)
    assert adaptors.users_of(name, "1.0.0") == ("Old",)


def test_a_local_build_is_read_from_the_folder_of_the_project(
    adaptors: AdaptorBench, build: Path, qtbot: QtBot
):
    (build / "package.json").write_text('{"name": "mine", "version": "0.1.0", "main": "i.js"}')
    (build / "i.js").write_text("exports.execute = 1; exports.first = 1;")
    adaptors.set_folder(build.parent)
    (fact,) = known(adaptors, qtbot, "mine=./build")
    assert "first" in fact.exports

    (build / "i.js").write_text("exports.execute = 1; exports.second = 1;")
    adaptors.forget()

    (fact,) = known(adaptors, qtbot, "mine=./build")
    assert "second" in fact.exports
