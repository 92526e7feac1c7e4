import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from openfn_studio.adaptors import specifier
from openfn_studio.adaptors.failures import (
    AdaptorBroken,
    AdaptorMissing,
    InstallationStopped,
    NpmUnreachable,
    VersionUnknown,
)
from openfn_studio.adaptors.progress import Cancel, Progress
from openfn_studio.adaptors.repository import Repository
from openfn_studio.adaptors.shelf import Shelf
from openfn_studio.domain.adaptor import AdaptorSpec, InstalledAdaptor
from openfn_studio.errors import EnvironmentProblem, UserInputProblem
from tests.unit.adaptors.conftest import SetClock, put
from tests.unit.adaptors.registry import Registry

DEMO = "@openfn/language-demo"


def demo(version: str | None = None) -> AdaptorSpec:
    return AdaptorSpec(DEMO, version)


def resolve(repository: Repository, version: str | None, **options: object) -> str:
    return repository.resolve(demo(version), may_use_npm=True, **options).version  # type: ignore[arg-type]


def asked(registry: Registry) -> int:
    """Return how often npm was asked which versions there are."""
    return registry.requests.count(DEMO)


# ---------------------------------------------------------------------- installing


def test_an_exact_version_is_installed_once_and_then_used(
    repository: Repository, registry: Registry, tmp_path: Path
):
    first = repository.resolve(demo("1.0.0"), may_use_npm=True)
    registry.close()
    again = repository.resolve(demo("1.0.0"), may_use_npm=True)

    assert first == again
    assert first.path == tmp_path / "adaptors" / DEMO / "1.0.0" / "node_modules" / DEMO
    assert json.loads((first.path / "package.json").read_text())["version"] == "1.0.0"


def test_versions_stand_side_by_side(repository: Repository, shelf: Shelf):
    put(shelf, "1.0.0")
    put(shelf, "2.0.0")

    assert [adaptor.version for adaptor in repository.list()] == ["0.1.0", "2.0.0", "1.0.0"]
    assert resolve(repository, "1.0.0") == "1.0.0"


@pytest.mark.parametrize(
    ("wanted", "version"),
    [(None, "2.0.0"), ("latest", "2.0.0"), ("next", "2.0.0-beta.1"), ("^1", "1.2.0")],
)
def test_a_floating_version_means_what_npm_says(
    repository: Repository, wanted: str | None, version: str
):
    assert resolve(repository, wanted) == version


@pytest.mark.parametrize("wanted", ["9.9.9", "^9", "nightly"])
def test_a_version_that_does_not_exist_is_answered_with_those_that_do(
    repository: Repository, wanted: str
):
    with pytest.raises(VersionUnknown, match=r"npm has 2\.0\.0, 2\.0\.0-beta\.1, 1\.2\.0, 1\.0\.0"):
        repository.install(demo(wanted))


def test_npm_is_asked_at_most_hourly(
    repository: Repository, registry: Registry, clock: SetClock, shelf: Shelf
):
    put(shelf, "2.0.0")
    resolve(repository, None)
    before = asked(registry)
    clock.pass_by(minutes=59)
    resolve(repository, None)
    assert asked(registry) == before

    registry.publish(DEMO, "3.0.0", {"index.js": "exports.execute = 1;"})
    clock.pass_by(minutes=2)

    assert resolve(repository, None) == "3.0.0"
    assert asked(registry) > before


def test_install_asks_npm_afresh(repository: Repository, registry: Registry):
    repository.published(DEMO)
    registry.publish(DEMO, "3.0.0", {"index.js": "exports.execute = 1;"})

    assert repository.install(demo()).version == "3.0.0"


def test_a_package_without_an_entry_file_is_never_seen_installed(
    repository: Repository, registry: Registry, tmp_path: Path
):
    registry.publish(DEMO, "3.0.0", {"readme.txt": "not built"})

    with pytest.raises(AdaptorBroken, match="entry file that is not there"):
        repository.install(demo("3.0.0"))

    assert [adaptor.name for adaptor in repository.list()] == [specifier.STANDIN]
    assert _left_over(tmp_path) == []


# ---------------------------------------------------------------------- offline


def test_offline_the_newest_installed_is_used_and_told(
    repository: Repository, registry: Registry, shelf: Shelf
):
    put(shelf, "1.2.0")
    registry.close()
    told: list[Progress] = []

    version = resolve(repository, None, progress=told.append)

    assert version == "1.2.0"
    assert "Using 1.2.0, the newest on this computer" in told[-1].text


def test_offline_the_remembered_latest_is_preferred_to_a_newer_one(
    repository: Repository, registry: Registry, clock: SetClock, shelf: Shelf
):
    put(shelf, "1.0.0")
    put(shelf, "1.2.0")
    registry.tags[DEMO]["latest"] = "1.0.0"
    resolve(repository, None)
    registry.close()
    clock.pass_by(hours=5)

    assert resolve(repository, None) == "1.0.0"


def test_offline_npm_is_not_asked_again_for_a_few_minutes(
    repository: Repository, registry: Registry, clock: SetClock, shelf: Shelf
):
    put(shelf, "1.2.0")
    registry.close()
    resolve(repository, None)
    registry.reopen()

    clock.pass_by(minutes=4)
    assert resolve(repository, None) == "1.2.0"
    assert registry.requests == []

    clock.pass_by(minutes=2)
    assert resolve(repository, None) == "2.0.0"


def test_a_newest_version_that_cannot_be_fetched_gives_way_to_the_installed_one(
    repository: Repository, registry: Registry, shelf: Shelf
):
    put(shelf, "1.2.0")
    registry.corrupt = True
    told: list[Progress] = []

    assert resolve(repository, None, progress=told.append) == "1.2.0"
    assert "is damaged. Using 1.2.0" in told[-1].text


def test_a_folder_that_cannot_be_changed_still_gives_what_is_in_it(
    repository: Repository, shelf: Shelf
):
    put(shelf, "1.2.0")
    (shelf.root / ".npm").write_text("in the way")

    assert resolve(repository, None) == "1.2.0"


def test_offline_with_nothing_that_fits_says_what_is_here(
    repository: Repository, registry: Registry, shelf: Shelf
):
    put(shelf, "1.0.0")
    registry.close()

    with pytest.raises(NpmUnreachable, match=r"On this computer is demo 1\.0\.0\."):
        repository.resolve(demo("2.0.0"), may_use_npm=True)


# ---------------------------------------------------------------------- without npm (test mode)


def test_without_npm_nothing_is_asked_and_the_command_is_told(
    repository: Repository, registry: Registry
):
    with pytest.raises(AdaptorMissing) as caught:
        repository.resolve(demo("1.0.0"), may_use_npm=False)

    assert "openfn-studio adaptors install demo@1.0.0" in caught.value.remedy
    assert registry.requests == []


def test_without_npm_a_range_in_the_command_is_quoted(repository: Repository):
    with pytest.raises(AdaptorMissing, match='install "demo@\\^1"'):
        repository.resolve(demo("^1"), may_use_npm=False)


@pytest.mark.parametrize(
    ("wanted", "version"),
    [(None, "1.2.0"), ("latest", "1.2.0"), ("^1", "1.2.0"), ("~1.0", "1.0.0"), ("1.0.0", "1.0.0")],
)
def test_without_npm_the_newest_installed_that_fits_is_used(
    repository: Repository, registry: Registry, shelf: Shelf, wanted: str | None, version: str
):
    put(shelf, "1.0.0")
    put(shelf, "1.2.0")

    assert repository.resolve(demo(wanted), may_use_npm=False).version == version
    assert registry.requests == []


def test_without_npm_a_tag_is_only_known_from_an_earlier_answer(
    repository: Repository, shelf: Shelf
):
    put(shelf, "2.0.0-beta.1")
    with pytest.raises(AdaptorMissing):
        repository.resolve(demo("next"), may_use_npm=False)

    repository.published(DEMO)

    assert repository.resolve(demo("next"), may_use_npm=False).version == "2.0.0-beta.1"


# ---------------------------------------------------------------------- damage


def test_a_damaged_installation_is_told_and_repaired(
    repository: Repository, tmp_path: Path, shelf: Shelf
):
    installed = put(shelf, "2.0.0")
    (installed.path / "index.js").unlink()

    assert [str(spec) for spec, _ in repository.damaged()] == [f"{DEMO}@2.0.0"]
    assert installed not in repository.list()
    with pytest.raises(AdaptorMissing, match=r"is damaged: .*index\.js is missing"):
        repository.resolve(demo("2.0.0"), may_use_npm=False)

    told: list[Progress] = []
    assert repository.resolve(demo("2.0.0"), may_use_npm=True, progress=told.append) == installed
    assert "is damaged" in told[0].text
    assert repository.damaged() == ()
    assert _left_over(tmp_path) == []


def test_a_killed_installation_is_never_seen_and_is_done_again(
    repository: Repository, registry: Registry, tmp_path: Path, environ: dict[str, str]
):
    registry.hold.clear()
    process = _install_in_process(tmp_path, environ, "1.0.0")
    assert registry.asked_for_tarball.wait(20)
    process.kill()
    process.wait()

    assert [adaptor.name for adaptor in repository.list()] == [specifier.STANDIN]
    registry.hold.set()
    assert repository.install(demo("1.0.0")).version == "1.0.0"
    assert _left_over(tmp_path) == []


# ---------------------------------------------------------------------- cancel and concurrency


def test_cancelling_leaves_nothing_behind(
    repository: Repository, registry: Registry, tmp_path: Path
):
    registry.hold.clear()
    cancel = Cancel()
    watcher = threading.Thread(target=lambda: registry.asked_for_tarball.wait() and cancel.set())
    watcher.start()

    with pytest.raises(InstallationStopped, match=r"demo 1\.0\.0 was stopped"):
        repository.install(demo("1.0.0"), cancel=cancel)

    watcher.join()
    assert _left_over(tmp_path) == []
    assert not (tmp_path / "adaptors" / DEMO / "1.0.0").exists()


def test_threads_that_want_the_same_version_install_it_once(repository: Repository):
    told: list[Progress] = []
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: repository.install(demo("1.0.0"), told.append), range(4)))

    assert len(set(found)) == 1
    installing = [one.elapsed_s for one in told if one.text.startswith("Installing")]
    assert installing == sorted(installing)  # a second installation would start from 0 again


def test_a_second_process_waits_for_the_first_and_can_be_cancelled(
    repository: Repository, registry: Registry, tmp_path: Path, environ: dict[str, str]
):
    registry.hold.clear()
    process = _install_in_process(tmp_path, environ, "1.0.0")
    assert registry.asked_for_tarball.wait(20)

    cancel, told = Cancel(), list[Progress]()

    def hear(progress: Progress) -> None:
        told.append(progress)
        cancel.set()

    with pytest.raises(InstallationStopped):
        repository.install(demo("1.0.0"), hear, cancel)
    assert "waiting for it" in told[0].text

    registry.hold.set()
    assert process.wait(30) == 0
    assert repository.resolve(demo("1.0.0"), may_use_npm=False).version == "1.0.0"


# ---------------------------------------------------------------------- the disk


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX file rights")
def test_a_folder_that_cannot_be_written_is_told(
    registry: Registry, tmp_path: Path, repository: Repository
):
    blocked = tmp_path / "adaptors"
    blocked.write_text("a file where the folder should be")

    with pytest.raises(EnvironmentProblem, match="adaptors folder refuses"):
        repository.install(demo("1.0.0"))


# ---------------------------------------------------------------------- removing


def test_one_version_is_removed_and_the_other_stays(
    repository: Repository, shelf: Shelf, tmp_path: Path
):
    put(shelf, "1.0.0")
    kept = put(shelf, "1.2.0")

    [removed] = repository.remove(demo("1.0.0"))

    assert isinstance(removed, InstalledAdaptor)
    assert removed.version == "1.0.0"
    assert repository.list()[1:] == (kept,)
    assert _left_over(tmp_path) == []


def test_without_a_version_all_are_removed(repository: Repository, shelf: Shelf, tmp_path: Path):
    put(shelf, "1.0.0")
    put(shelf, "1.2.0")

    assert len(repository.remove(demo())) == 2
    assert not (tmp_path / "adaptors" / "@openfn").exists()


def test_a_damaged_one_can_be_removed(repository: Repository, shelf: Shelf):
    installed = put(shelf, "1.0.0")
    (installed.path / "index.js").unlink()

    assert repository.remove(demo("1.0.0")) == (demo("1.0.0"),)
    assert repository.damaged() == ()


@pytest.mark.parametrize(
    "spec",
    [demo("9.9.9"), AdaptorSpec(DEMO, path=Path("/x")), AdaptorSpec(specifier.STANDIN)],
)
def test_what_is_not_installed_from_npm_cannot_be_removed(
    repository: Repository, spec: AdaptorSpec
):
    with pytest.raises(UserInputProblem):
        repository.remove(spec)


@pytest.mark.parametrize("name", ["../../etc", "@openfn/../../x", "/etc", "@openfn"])
def test_a_name_that_leaves_the_folder_is_refused(repository: Repository, name: str):
    for version in ("1.0.0", None):
        with pytest.raises(UserInputProblem):
            repository.resolve(AdaptorSpec(name, version), may_use_npm=True)


# ---------------------------------------------------------------------- local builds, the stand-in


def test_a_local_build_is_used_as_it_is(repository: Repository, tmp_path: Path):
    (tmp_path / "package.json").write_text('{"name": "@acme/language-x", "version": "0.3.0"}')
    (tmp_path / "index.js").write_text("")

    found = repository.resolve(AdaptorSpec("@acme/language-x", path=tmp_path), may_use_npm=False)

    assert found == InstalledAdaptor("@acme/language-x", "0.3.0", tmp_path)


@pytest.mark.parametrize("version", [None, "latest", "0.1.0", "^0.1"])
def test_the_standin_needs_no_npm(repository: Repository, registry: Registry, version: str | None):
    spec = AdaptorSpec(specifier.STANDIN, version)

    found = repository.resolve(spec, may_use_npm=False)

    assert (found.name, found.version) == (specifier.STANDIN, "0.1.0")
    assert repository.install(spec) == found
    assert registry.requests == []


def test_another_version_of_the_standin_does_not_exist(repository: Repository):
    with pytest.raises(VersionUnknown, match=r"npm has 0\.1\.0|0\.1\.0"):
        repository.resolve(AdaptorSpec(specifier.STANDIN, "7.0.0"), may_use_npm=True)


# ----------------------------------------------------------------------


def _left_over(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "adaptors" / ".work").glob("*/*"))


def _install_in_process(
    tmp_path: Path, environ: dict[str, str], version: str
) -> subprocess.Popen[bytes]:
    code = f"""
import sys
from pathlib import Path
from openfn_studio.adaptors.npm import Npm
from openfn_studio.adaptors.repository import Repository
from openfn_studio.adaptors.shelf import Shelf
from openfn_studio.clock import SystemClock
from openfn_studio.domain.adaptor import AdaptorSpec
from openfn_studio.paths import resources
repository = Repository(
    Path({str(tmp_path / "adaptors")!r}), Npm.bundled(), SystemClock(), resources() / "standin"
)
repository.install(AdaptorSpec({DEMO!r}, {version!r}))
"""
    root = Path(__file__).parents[3]
    return subprocess.Popen([sys.executable, "-c", code], env=environ, cwd=root)
