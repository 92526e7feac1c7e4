import os
import stat
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from openfn_studio.adaptors.npm import Npm
from openfn_studio.errors import EnvironmentProblem
from openfn_studio.secrets.keychain import Keychain
from openfn_studio.workbench import computer_probes
from openfn_studio.workbench.computer import ComputerBench, Finding, Probe, probes_of
from openfn_studio.workbench.lanes import Lanes
from tests.unit.secrets.memory import MemoryKeyring

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


def test_node_is_really_started():
    finding = computer_probes.probe_runner(Npm.bundled())

    assert finding.state == "ok"
    assert finding.words.startswith("Node 24.")


def test_a_node_that_is_not_there_is_told_with_its_remedy(tmp_path: Path):
    finding = computer_probes.probe_runner(Npm(tmp_path / "node", tmp_path / "npm"))

    assert (finding.state, finding.words) == ("fail", "Does not start")
    assert finding.remedy


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's seal is Linux's")
def test_the_seal_is_really_tried():
    finding = computer_probes.probe_seal()

    assert (finding.state, finding.words) == ("ok", "Sealed by the kernel")


def test_a_real_keychain_is_named_and_any_other_is_no_keychain():
    real = Keychain(MemoryKeyring, {MemoryKeyring.__module__: "Memory"})
    finding = computer_probes.probe_secrets(real)
    assert (finding.state, finding.words) == ("ok", "Memory")

    finding = computer_probes.probe_secrets(Keychain(MemoryKeyring))
    assert (finding.state, finding.words) == ("warn", "No keychain")
    assert "passphrase" in finding.remedy


def test_the_disk_is_written_and_its_room_is_told(tmp_path: Path):
    folder = tmp_path / "data" / "deep"

    finding = computer_probes.probe_disk(folder)

    assert finding.words.endswith(" free")
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_folder_without_rights_fails(tmp_path: Path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)

    assert computer_probes.probe_disk(tmp_path / "data").state == "fail"


def test_a_data_folder_that_is_a_file_fails(tmp_path: Path):
    (tmp_path / "data").write_text("")

    finding = computer_probes.probe_disk(tmp_path / "data")

    assert (finding.state, finding.words) == ("fail", "Not writable")
    assert "--data" in finding.remedy


@pytest.mark.parametrize(
    ("address", "state", "words"),
    [
        ("", "ok", "None"),
        ("http://user:secret@proxy.example.org:3128", "ok", "proxy.example.org:3128"),
        ("proxy.example.org", "ok", "proxy.example.org"),
        ("http://:99999999", "warn", "Not understood"),
    ],
)
def test_a_proxy_is_told_without_its_password(
    monkeypatch: pytest.MonkeyPatch, address: str, state: str, words: str
):
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
    if address:
        monkeypatch.setenv("HTTPS_PROXY", address)

    finding = computer_probes.probe_proxy()

    assert (finding.state, finding.words) == (state, words)
    assert "secret" not in repr(finding)


def test_each_answer_comes_when_it_is_there(lanes: Lanes, qtbot: QtBot):
    def fail() -> Finding:
        raise EnvironmentProblem("It broke.", remedy="Mend it.")

    probes = (
        Probe("One", lambda: Finding("One", "ok", "Fine")),
        Probe("Two", fail),
    )
    bench = ComputerBench(probes, lanes.work)
    assert {finding.state for finding in bench.findings} == {"running"}

    bench.look()

    qtbot.waitUntil(lambda: all(f.state != "running" for f in bench.findings))
    assert [(f.name, f.state, f.words) for f in bench.findings] == [
        ("One", "ok", "Fine"),
        ("Two", "fail", "Could not look"),
    ]
    assert bench.findings[1].remedy == "Mend it."


def test_looking_again_takes_the_place_of_the_first_look(lanes: Lanes, qtbot: QtBot):
    answers = iter(("old", "new"))
    bench = ComputerBench((Probe("One", lambda: Finding("One", "ok", next(answers))),), lanes.work)

    bench.look()
    bench.look()

    qtbot.waitUntil(lambda: bench.findings[0].words == "new")


def test_this_computer_is_looked_at_in_the_order_it_is_shown(tmp_path: Path):
    names = [probe.name for probe in probes_of(tmp_path)]

    assert names == ["Job runner", "Test mode", "Secrets", "Disk", "Proxy"]
