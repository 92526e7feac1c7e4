import json
import tempfile
from pathlib import Path

from openfn_studio.domain.adaptor import InstalledAdaptor
from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.runner.launch import (
    Launcher,
    LaunchSpec,
    environment_for,
    folders_of_adaptor,
)
from openfn_studio.version import __version__
from tests.runners.launching import LIVE, TEST

ENVIRON = {
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "HOME": "/home/a",
    "PATH": "/bin",
    "NODE_OPTIONS": "--inspect",
    "API_TOKEN": "s3cret",
    "https_proxy": "http://proxy:3128",
    "NODE_EXTRA_CA_CERTS": "/etc/ca.pem",
}


def test_in_test_mode_the_process_knows_language_and_time_zone_only():
    assert environment_for(TEST, ENVIRON) == {"LANG": "C.UTF-8", "TZ": "UTC"}


def test_live_it_knows_proxies_and_certificates_as_well():
    assert environment_for(LIVE, ENVIRON) == {
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "https_proxy": "http://proxy:3128",
        "NODE_EXTRA_CA_CERTS": "/etc/ca.pem",
        "NODE_USE_ENV_PROXY": "1",
    }


def test_without_a_proxy_node_is_not_told_to_look_for_one():
    assert "NODE_USE_ENV_PROXY" not in environment_for(LIVE, {"NO_PROXY": "localhost"})


def test_test_mode_may_read_the_runner_its_adaptors_and_the_project_and_write_nothing(
    tmp_path: Path,
):
    adaptor = tmp_path / "node_modules" / "@openfn" / "language-x"
    adaptor.mkdir(parents=True)
    project = tmp_path / "project"
    launcher = Launcher(Path("node"), tmp_path / "runner" / "main.mjs", (), (project,), {})
    spec = LaunchSpec((InstalledAdaptor("x", "1.0.0", adaptor),), Dialect.V1, HttpMode.TEST)

    command = launcher.command_line(spec)

    readable = [
        flag.partition("=")[2] for flag in command.arguments if flag.startswith("--allow-fs-read=")
    ]
    assert command.is_sealed
    assert "--permission" in command.arguments
    assert not [flag for flag in command.arguments if flag.startswith("--allow-fs-write")]
    assert readable == [
        str(tmp_path / "runner"),
        str(project),
        str(adaptor),
        str(tmp_path / "node_modules"),
    ]


def test_a_live_process_has_no_permissions_to_mind_and_uses_the_systems_certificates():
    command = Launcher(Path("node"), Path("/x/main.mjs"), ("--flag",), (), {}).command_line(LIVE)

    assert command.arguments[:4] == ["node", "--flag", "--use-system-ca", "/x/main.mjs"]
    assert not command.is_sealed


def test_every_process_has_a_token_of_its_own_that_only_its_boot_text_tells():
    launcher = Launcher(Path("node"), Path("/x/main.mjs"), (), (), {})

    first, second = launcher.command_line(TEST), launcher.command_line(TEST)

    assert first.token != second.token
    assert json.loads(first.arguments[-1]) == {
        "token": first.token,
        "dialect": "v1",
        "http_mode": "test",
        "adaptors": [],
        "control": True,
        "engine": f"OpenFn Studio {__version__}",
    }


def test_a_local_build_in_a_monorepo_may_read_what_its_links_point_to(tmp_path: Path):
    store = tmp_path / "repo" / "node_modules"
    package = tmp_path / "repo" / "packages" / "http"
    (package / "node_modules").mkdir(parents=True)
    store.mkdir()
    link = tmp_path / "link"
    link.symlink_to(package)

    assert folders_of_adaptor(link) == [link, package, package / "node_modules", store]


def test_this_programs_own_runner_is_found_with_its_flags():
    launcher = Launcher.of_this_program()

    assert launcher.program.is_file()
    assert "--experimental-vm-modules" in launcher.flags


def test_a_live_process_does_not_work_among_the_programs_files():
    launcher = Launcher(Path("node"), Path("/x/main.mjs"), (), (), {})

    live = launcher.command_line(LIVE)

    assert live.folder == Path(tempfile.gettempdir())
    assert launcher.command_line(TEST).folder == Path("/x")
