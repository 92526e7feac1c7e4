import os
import threading
import time
from pathlib import Path

import pytest

from openfn_studio.adaptors.failures import (
    AdaptorUnknown,
    InstallationStopped,
    NpmUnreachable,
    VersionUnknown,
)
from openfn_studio.adaptors.npm import Npm
from openfn_studio.adaptors.progress import Cancel, Progress
from openfn_studio.errors import EnvironmentProblem, RemoteProblem, StudioError
from tests.unit.adaptors.conftest import TOKEN
from tests.unit.adaptors.registry import Registry

DEMO = "@openfn/language-demo"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "work"
    made.mkdir()
    (made / "package.json").write_text("{}")
    return made


def test_published_versions_and_tags_come_from_the_registry(npm: Npm, folder: Path):
    published = npm.published(DEMO, folder)

    assert published.versions == ("1.0.0", "1.2.0", "2.0.0-beta.1", "2.0.0")
    assert published.tags == {"latest": "2.0.0", "next": "2.0.0-beta.1"}
    assert published.newest_first()[:2] == ("2.0.0", "2.0.0-beta.1")


def test_a_package_with_a_single_version_is_read_too(npm: Npm, folder: Path):
    assert npm.published("demo-dependency", folder).versions == ("1.0.5",)


def test_a_version_is_installed_with_what_it_needs(npm: Npm, folder: Path):
    npm.install(DEMO, "2.0.0", folder)

    assert (folder / "node_modules" / DEMO / "index.js").is_file()
    assert (folder / "node_modules" / "demo-dependency" / "index.js").is_file()


def test_progress_is_told_while_npm_waits(npm: Npm, folder: Path, registry: Registry):
    registry.hold.clear()
    told: list[Progress] = []

    def hear(progress: Progress) -> None:
        told.append(progress)
        if not progress.text.endswith("asking npm."):  # no package is here yet: all are held
            registry.hold.set()

    npm.install(DEMO, "2.0.0", folder, hear)

    assert told[0].text == "Installing demo 2.0.0: asking npm."
    assert registry.hold.is_set()
    assert told[-1].packages <= 2
    assert [one.elapsed_s for one in told] == sorted(one.elapsed_s for one in told)


def test_install_scripts_never_run(npm: Npm, folder: Path, registry: Registry):
    script = "require('fs').writeFileSync('ran', '')"
    registry.publish(
        DEMO, "3.0.0", {"index.js": ""}, scripts={"postinstall": f'node -e "{script}"'}
    )

    npm.install(DEMO, "3.0.0", folder)

    assert not (folder / "node_modules" / DEMO / "ran").exists()


def test_a_version_newer_than_what_npm_remembers_is_installed(
    npm: Npm, folder: Path, registry: Registry
):
    npm.install(DEMO, "1.0.0", folder)
    registry.publish(DEMO, "4.0.0", {"index.js": ""})

    npm.install(DEMO, "4.0.0", folder)

    assert (folder / "node_modules" / DEMO / "index.js").is_file()


def test_an_unknown_package_is_named_with_the_nearest_known(npm: Npm, folder: Path):
    with pytest.raises(AdaptorUnknown, match="Did you mean kobotoolbox") as caught:
        npm.install("@openfn/language-kobotolbox", "1.0.0", folder)

    assert "npm has no adaptor kobotolbox" in caught.value.what


def test_asking_for_an_unknown_package_says_so(npm: Npm, folder: Path):
    with pytest.raises(AdaptorUnknown):
        npm.published("@openfn/language-zzz", folder)


def test_an_unknown_version_is_told_apart_from_an_unknown_package(npm: Npm, folder: Path):
    with pytest.raises(VersionUnknown, match=r"no version 9\.9\.9 of demo"):
        npm.install(DEMO, "9.9.9", folder)


@pytest.mark.parametrize("needed", [{"absent-package": "^1"}, {"demo-dependency": "^9"}])
def test_a_missing_dependency_is_not_blamed_on_the_adaptor_name(
    npm: Npm, folder: Path, registry: Registry, needed: dict[str, str]
):
    registry.publish(DEMO, "3.0.0", {"index.js": ""}, dependencies=needed)

    with pytest.raises(RemoteProblem, match=f"demo needs {next(iter(needed))}"):
        npm.install(DEMO, "3.0.0", folder)


def test_a_server_that_is_down_is_told_as_unreachable(npm: Npm, folder: Path, registry: Registry):
    registry.close()

    with pytest.raises(NpmUnreachable, match="cannot be reached"):
        npm.published(DEMO, folder)


def test_a_name_that_does_not_resolve_is_told_as_unreachable(npm: Npm, folder: Path, home: Path):
    (home / ".npmrc").write_text("registry=http://registry.invalid/\n")

    with pytest.raises(NpmUnreachable) as caught:
        npm.install(DEMO, "1.0.0", folder)

    assert "registry.invalid" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "does not let you"), (403, "does not let you"), (503, "has trouble")],
)
def test_a_server_that_refuses_or_fails_is_told_as_such(
    npm: Npm, folder: Path, registry: Registry, status: int, words: str
):
    registry.status = status

    with pytest.raises(RemoteProblem, match=words):
        npm.published(DEMO, folder)


def test_a_tarball_that_does_not_fit_its_checksum_is_refused(
    npm: Npm, folder: Path, registry: Registry
):
    registry.corrupt = True

    with pytest.raises(RemoteProblem, match="is damaged"):
        npm.install(DEMO, "1.0.0", folder)

    assert not (folder / "node_modules" / DEMO / "index.js").exists()


def test_no_error_names_the_registry_or_the_token(npm: Npm, folder: Path, registry: Registry):
    said: list[str] = []
    for status in (0, 401, 418):
        registry.status = status
        with pytest.raises(StudioError) as caught:
            npm.install(DEMO, "9.9.9", folder)
        said.append(str(caught.value))

    for text in said:
        assert TOKEN not in text
        assert "127.0.0.1" not in text
        assert str(registry.port) not in text


def test_an_answer_from_npms_own_memory_does_not_pass_for_a_new_one(
    npm: Npm, folder: Path, registry: Registry
):
    npm.published(DEMO, folder)
    registry.close()

    with pytest.raises(NpmUnreachable):
        npm.published(DEMO, folder)


def test_cancelling_ends_npm_and_its_group(npm: Npm, folder: Path, registry: Registry):
    registry.hold.clear()
    cancel = Cancel()
    watcher = threading.Thread(target=lambda: registry.asked_for_tarball.wait() and cancel.set())
    watcher.start()

    started = time.monotonic()
    with pytest.raises(InstallationStopped):
        npm.install(DEMO, "1.0.0", folder, cancel=cancel)

    watcher.join()
    assert time.monotonic() - started < 10
    assert _npm_processes_in(folder) == []


def test_npm_that_says_nothing_is_ended(environ: dict[str, str], folder: Path, registry: Registry):
    registry.hold.clear()
    impatient = Npm.bundled(environ=environ, silence_s=1.5, retries=0)

    with pytest.raises(NpmUnreachable, match=r"said nothing for 1\.5 seconds"):
        impatient.install(DEMO, "1.0.0", folder)

    assert _npm_processes_in(folder) == []


def test_a_node_that_does_not_start_is_told(tmp_path: Path, folder: Path):
    broken = Npm(tmp_path / "absent", tmp_path / "npm-cli.js")

    with pytest.raises(EnvironmentProblem, match="does not start"):
        broken.node_version()
    with pytest.raises(EnvironmentProblem, match="does not start"):
        broken.install(DEMO, "1.0.0", folder)


def test_the_version_of_node_is_that_of_the_bundled_one(npm: Npm):
    assert npm.node_version().split(".")[0] == "24"


def _npm_processes_in(folder: Path) -> list[str]:
    """Return the processes still working in ``folder`` (Linux; elsewhere none are looked for)."""
    working: list[str] = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(entry / "cwd").startswith(str(folder)):
                working.append(entry.name)
        except OSError:
            continue
    return working
