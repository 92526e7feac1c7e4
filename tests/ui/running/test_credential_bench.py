"""Where credential values are, and that they are nowhere else."""

import json
from pathlib import Path

import pytest

from openfn_studio.domain.run import HttpMode
from openfn_studio.errors import StudioError
from openfn_studio.secrets.keychain import Keychain
from openfn_studio.secrets.vault import Vault
from openfn_studio.workbench.given.sealed_values import SealingFact
from openfn_studio.workbench.running.credentials import CredentialFact
from openfn_studio.workbench.running.facts import RunFact
from openfn_studio.workbench.running.subject import Subject
from tests.ui.running.conftest import Bench, MakeBench
from tests.unit.secrets.memory import QUICK

SECRET = "open-sesame-4711"
VALUES = {"baseUrl": "https://register.example", "username": "ann", "password": SECRET}
TELL = """alterState(s => {
  s.user = s.configuration.username;
  console.log(s.configuration);
  return s;
});"""


def subject(bench: Bench) -> Subject:
    found = bench.running.view.subject
    assert found is not None
    return found


def fact(bench: Bench) -> CredentialFact:
    return bench.running.credentials.fact(subject(bench))


def user_of(bench: Bench, run: RunFact) -> str:
    history = bench.running.runs.history(run.id)
    assert history is not None
    return history.state_after(0)["user"]


def files_that_hold(root: Path, text: str) -> list[Path]:
    return [
        path for path in root.rglob("*") if path.is_file() and text.encode() in path.read_bytes()
    ]


def test_without_values_test_mode_runs_with_samples_and_says_so(bench: Bench):
    buffer = bench.open_job("register-child")
    bench.type(buffer, TELL)
    assert fact(bench).source == "missing"

    run = bench.run(buffer)

    assert user_of(bench, run) == "sample-user"
    first = bench.running.runs.log(run.id)[0]
    assert "runs with sample values (baseUrl, username, password)" in first.text


def test_values_for_this_session_reach_the_job_and_no_file(bench: Bench, tmp_path: Path):
    buffer = bench.open_job("register-child")
    bench.type(buffer, TELL)
    bench.running.credentials.keep_for_session(subject(bench), VALUES)
    assert fact(bench).source == "session"

    run = bench.run(buffer)
    bench.wait_kept()
    bench.around.session.flush()

    assert user_of(bench, run) == "ann"
    assert SECRET not in " ".join(line.text for line in bench.running.runs.log(run.id))
    assert SECRET not in repr(run)
    assert files_that_hold(tmp_path, SECRET) == []


def test_values_kept_sealed_are_there_after_a_restart_and_unreadable_on_disk(
    make_bench: MakeBench, tmp_path: Path
):
    first = make_bench()
    first.open_job("register-child")
    with first.qtbot.waitSignal(first.running.credentials.changed):
        first.running.credentials.keep_sealed(subject(first), VALUES)
    assert fact(first).source == "sealed"
    vaults = first.running.runs._maker._sealed._open_vault

    second = make_bench(open_vault=vaults)
    buffer = second.open_job("register-child")
    second.type(buffer, TELL)

    assert fact(second).source == "sealed"
    assert user_of(second, second.run(buffer)) == "ann"
    assert files_that_hold(tmp_path, SECRET) == []


def test_values_are_read_from_a_file_at_each_run(bench: Bench, tmp_path: Path):
    buffer = bench.open_job("register-child")
    bench.type(buffer, TELL)
    file = tmp_path / "login.json"
    file.write_text(json.dumps(VALUES))
    bench.running.credentials.use_file(subject(bench), file)
    assert (fact(bench).source, fact(bench).file) == ("file", file)

    first = bench.run(buffer)
    file.write_text(json.dumps({**VALUES, "username": "ben"}))
    second = bench.run(buffer)

    assert (user_of(bench, first), user_of(bench, second)) == ("ann", "ben")
    bench.around.session.flush()
    assert files_that_hold(tmp_path, SECRET) == [file]


@pytest.mark.parametrize(
    "content", ['{"password": "open-sesame-4711"', '["open-sesame-4711"]', None]
)
def test_a_credential_file_that_cannot_be_used_is_told_without_its_text(
    bench: Bench, tmp_path: Path, content: str | None
):
    buffer = bench.open_job("register-child")
    file = tmp_path / "login.json"
    if content is not None:
        file.write_text(content)
    bench.running.credentials.use_file(subject(bench), file)

    with bench.qtbot.waitSignal(bench.running.runs.refused):
        bench.running.runs.run(buffer.id)

    problem = bench.refusals[0].problem
    assert "login.json" in problem.what
    assert SECRET not in str(problem)


def test_forgotten_values_are_gone(bench: Bench):
    bench.open_job("register-child")
    credentials = bench.running.credentials
    with bench.qtbot.waitSignal(credentials.changed):
        credentials.keep_sealed(subject(bench), VALUES)

    credentials.forget(subject(bench))

    assert fact(bench).source == "missing"


def test_without_a_keychain_a_passphrase_opens_the_vault(make_bench: MakeBench):
    def no_keychain(folder: Path) -> Vault:
        return Vault.open(folder, Keychain(accepted={}), QUICK)

    first = make_bench(open_vault=no_keychain)
    first.open_job("register-child")
    told: list[SealingFact] = []
    first.running.credentials.sealing_fact(told.append, _refuse, first.running.credentials)
    first.qtbot.waitUntil(lambda: bool(told))
    assert told[0].can_choose_passphrase
    with first.qtbot.waitSignal(first.running.credentials.changed):
        first.running.credentials.keep_sealed(subject(first), VALUES, "correct horse battery")

    second = make_bench(open_vault=no_keychain)
    buffer = second.open_job("register-child")
    second.type(buffer, TELL)
    with second.qtbot.waitSignal(second.running.runs.refused):
        second.running.runs.run(buffer.id)
    assert "locked" in second.refusals[0].problem.what
    with second.qtbot.waitSignal(second.running.credentials.failed):
        second.running.credentials.keep_sealed(subject(second), VALUES, "wrong passphrase")
    with second.qtbot.waitSignal(second.running.credentials.changed):
        second.running.credentials.keep_sealed(subject(second), VALUES, "correct horse battery")
    assert user_of(second, second.run(buffer)) == "ann"


def test_the_fields_come_from_the_adaptor(bench: Bench):
    bench.open_job("register-child")
    credentials = bench.running.credentials
    bench.qtbot.waitUntil(
        lambda: any(one.key == "authType" for one in credentials.fields(subject(bench)))
    )

    fields = {one.key: one for one in credentials.fields(subject(bench))}

    assert fields["password"].is_secret
    assert not fields["username"].is_secret
    assert fields["authType"].choices == ("basic", "bearer", "digest")


def test_a_job_without_credential_needs_none(bench: Bench):
    buffer = bench.open_job("tell-the-team")
    bench.type(buffer, "alterState(s => s);")
    bench.running.http_mode.choose(HttpMode.LIVE)

    assert fact(bench).source == "none"
    assert bench.run(buffer).exit_code == 0


def _refuse(problem: StudioError) -> None:
    raise problem
