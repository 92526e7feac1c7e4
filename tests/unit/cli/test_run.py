"""``openfn-studio run`` with the real engine and the adaptor that ships with the program."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import STANDIN, Outcome, Studio

Write = Callable[[str, str | bytes], Path]

MAP = "alterState(state => { state.data.seen = true; return state; });\n"


def test_the_final_state_goes_to_stdout_and_everything_else_to_stderr(
    studio: Studio, write: Write
) -> None:
    job = write("job.js", "alterState(s => { console.log('told'); s.data.x = 1; return s; });")

    done = studio("run", job, *STANDIN, "--test", "-O")

    assert (done.code, done.json["data"]) == (0, {"x": 1})
    assert "told" in done.err
    assert "Finished." in done.err


def test_the_first_line_says_whether_requests_are_really_sent(studio: Studio, write: Write) -> None:
    job = write("job.js", MAP)

    live, test = (studio("run", job, *STANDIN, *flags) for flags in ((), ("--test",)))

    assert live.err.startswith(" LIVE  requests are really sent")
    assert test.err.startswith(" TEST  nothing leaves this computer")


def test_test_mode_says_what_seals_it_and_live_says_nothing(studio: Studio, write: Write) -> None:
    job = write("job.js", MAP)

    live, test = (studio("run", job, *STANDIN, *flags) for flags in ((), ("--test",)))

    assert test.err.splitlines()[-1].startswith("Sealed by the ")
    assert "Sealed" not in live.err


def test_without_an_output_flag_no_file_is_written_and_stdout_stays_empty(
    studio: Studio, write: Write
) -> None:
    job = write("jobs/job.js", MAP)

    done = studio("run", job, *STANDIN)

    assert (done.code, done.out) == (0, "")
    assert [path.name for path in job.parent.iterdir()] == ["job.js"]


def test_a_state_file_gives_data_and_configuration_and_configuration_is_not_written(
    studio: Studio, write: Write, tmp_path: Path
) -> None:
    job = write("job.js", "alterState(s => ({ ...s, who: s.configuration.username }));")
    state = write("state.json", '{"data": {"a": 1}, "configuration": {"username": "ama"}}')

    done = studio("run", job, *STANDIN, "-s", state, "-o", tmp_path / "out.json")

    written = json.loads((tmp_path / "out.json").read_text())
    assert done.code == 0
    assert (written["who"], written["data"]) == ("ama", {"a": 1})
    assert "configuration" not in written


def test_a_credential_file_beats_the_configuration_of_the_state(
    studio: Studio, write: Write
) -> None:
    job = write("job.js", "alterState(s => ({ ...s, who: s.configuration.username }));")
    state = write("state.json", '{"configuration": {"username": "old"}}')
    credential = write("credential.json", '{"username": "new"}')

    done = studio("run", job, *STANDIN, "-s", state, "--credential", credential, "-O")

    assert done.json["who"] == "new"


def test_the_state_can_come_from_stdin(studio: Studio, write: Write) -> None:
    done = studio("run", write("job.js", MAP), *STANDIN, "-S", "-O", stdin=b'{"data": {"b": 2}}')

    assert done.json["data"] == {"b": 2, "seen": True}


def test_a_message_becomes_data_with_the_query_parameters_of_the_inbox(
    studio: Studio, write: Write
) -> None:
    message = write("message.json", '{"form": {"@name": "Visit"}}')

    done = studio("run", write("job.js", MAP), *STANDIN, "--message", message, "-O")

    assert done.json["data"] == {"form": {"@name": "Visit"}, "__query_params": {}, "seen": True}


def test_a_stubbed_request_is_answered_by_the_rule_and_shown_whole(
    studio: Studio, write: Write
) -> None:
    job = write("job.js", "post('https://api.example.org/people?x=1', { body: { a: 1 } });")
    rules = write(
        "stubs.yaml", "- method: POST\n  url: '*/people'\n  status: 202\n  body: {id: 9}\n"
    )

    done = studio("run", job, *STANDIN, "--test", "--stub", rules, "-O")

    assert done.code == 0
    assert done.json["data"]["id"] == 9
    assert "POST https://api.example.org/people?x=1" in done.err
    assert "202" in done.err


def test_events_are_json_lines_that_end_with_finished_and_hold_no_final_state(
    studio: Studio, write: Write, tmp_path: Path
) -> None:
    studio("run", write("job.js", MAP), *STANDIN, "--events", tmp_path / "events.ndjson")

    events = [json.loads(line) for line in (tmp_path / "events.ndjson").read_text().splitlines()]
    assert [event["type"] for event in events if event["type"] != "log"] == [
        "ready",
        "compiled",
        "state",
        "operation_started",
        "operation_finished",
        "finished",
    ]
    assert "state" not in events[-1]


def test_log_json_writes_only_json_lines(studio: Studio, write: Write) -> None:
    job = write("job.js", "alterState(s => { console.warn('careful'); return s; });")

    done = studio("run", job, *STANDIN, "--log-json")

    lines = [json.loads(line) for line in done.err.splitlines()]
    assert ("warn", "JOB", ["careful"]) in [(x["level"], x["name"], x["message"]) for x in lines]


def test_log_none_is_silent(studio: Studio, write: Write) -> None:
    assert studio("run", write("job.js", MAP), *STANDIN, "--log", "none").err == ""


def test_console_off_hides_what_the_job_prints(studio: Studio, write: Write) -> None:
    job = write("job.js", "alterState(s => { console.log('private'); return s; });")

    done = studio("run", job, *STANDIN, "--no-console")

    assert "private" not in done.err
    assert "🔒 console has been disabled for this run" in done.err


def test_secrets_reach_neither_terminal_nor_events_nor_the_process_table(
    studio: Studio, write: Write, tmp_path: Path
) -> None:
    secret = "tuS7-planted-canary"
    credential = write("secrets/c.json", json.dumps({"username": "ama", "password": secret}))
    job = write(
        "job.js",
        "alterState(s => {\n"
        "  const { password } = s.configuration;\n"
        "  console.log(password, Buffer.from('ama:' + password).toString('base64'));\n"
        "  s.data.argv = typeof process;\n"
        "  return s;\n"
        "});\n"
        "post('https://api.example.org/login', { body: s => ({ p: s.configuration.password }) });\n"
        "alterState(s => { throw new Error('wrong: ' + s.configuration.password); });\n",
    )

    done = studio(
        *("run", job, *STANDIN, "--test", "--credential", credential),
        *("--events", tmp_path / "events.ndjson", "--log", "debug"),
    )

    assert done.code == 1
    assert "wrong: ••••" in done.err
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path != credential]
    assert any(path.name == "events.ndjson" for path in written)
    assert [path for path in written if secret.encode() in path.read_bytes()] == []
    assert secret not in done.err + done.out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_stops_the_run_with_exit_130_and_names_the_place(write: Write, data: Path) -> None:
    job = write("job.js", "alterState(s => {\n  console.log('begun');\n  for (;;);\n});")
    words = ["--data", str(data), "run", str(job), *STANDIN, "--test"]
    running = subprocess.Popen(
        [sys.executable, "-m", "openfn_studio", *words], stderr=subprocess.PIPE, text=True
    )
    assert running.stderr is not None
    told = ""
    for line in running.stderr:
        told += line
        if "begun" in line:
            running.send_signal(signal.SIGINT)
            break
    told += running.stderr.read()

    assert running.wait(20) == 130
    assert "line 3" in told
    running.stderr.close()


def outcome_lines(done: Outcome) -> list[str]:
    return [line.strip() for line in done.err.splitlines()]


def test_each_operation_is_told_with_its_line_and_state_changes(
    studio: Studio, write: Write
) -> None:
    job = write(
        "job.js", "alterState(s => ({ ...s, a: 1 }));\n\nalterState(s => ({ ...s, b: 2 }));"
    )

    lines = outcome_lines(studio("run", job, *STANDIN))

    assert "2 alterState  line 3" in lines
    assert any(line.endswith("+ /b") for line in lines)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_events_that_cannot_be_written_do_not_end_the_run(studio: Studio, write: Write) -> None:
    job = write("job.js", MAP)

    done = studio("run", job, *STANDIN, "--events", "/dev/full", "-O")

    assert (done.code, done.json["data"]) == (4, {"seen": True})
    assert "The events could not all be written to /dev/full: No space left on device." in done.err
    assert "exit code 4" in done.err


def test_half_a_surrogate_pair_in_the_final_state_is_written_as_it_is(
    studio: Studio, write: Write
) -> None:
    job = write("job.js", r"alterState(s => ({ ...s, half: '\ud800' }));")

    done = studio("run", job, *STANDIN, "-O")

    assert (done.code, done.json["half"]) == (0, "\ud800")


def test_orders_to_the_terminal_in_a_jobs_texts_are_shown_not_obeyed(
    studio: Studio, write: Write
) -> None:
    job = write(
        "job.js", r"alterState(() => { console.log('a\x1b[2Jb\x9b'); throw Error('\x1b]0;'); });"
    )

    done = studio("run", job, *STANDIN)

    assert not {"\x1b", "\x9b"} & set(done.err)
    assert "a␛[2Jb␡" in done.err


@pytest.mark.parametrize(
    ("closed", "flag", "code", "told"),
    [
        (0, "-S", 3, "There is no standard input"),
        (1, "-O", 4, "There is no standard output"),
        (1, "--events=-", 3, "There is no standard output"),
    ],
)
def test_a_stream_that_was_closed_before_the_start_is_told(
    write: Write, data: Path, closed: int, flag: str, code: int, told: str
) -> None:
    job = write("job.js", MAP)
    words = ["--data", str(data), "run", str(job), *STANDIN, flag]
    begin = f"import os; os.close({closed}); os.execv({sys.executable!r}, {_program(words)!r})"

    done = subprocess.run([sys.executable, "-c", begin], capture_output=True, check=False)

    assert done.returncode == code
    assert told in done.stderr.decode()


def _program(words: list[str]) -> list[str]:
    return [sys.executable, "-m", "openfn_studio", *words]


@pytest.mark.parametrize(
    ("text", "left_out"), [("", False), ("// nothing yet", False), ("const a = 1;", True)]
)
def test_a_job_without_operations_is_told(
    studio: Studio, write: Write, text: str, left_out: bool
) -> None:
    done = studio("run", write("job.js", text), *STANDIN)

    assert done.code == 0
    assert "The engine finds no operation in this job" in done.err
    assert ("openfn-studio check says why" in done.err) == left_out


def test_an_empty_adaptor_flag_is_refused(studio: Studio, write: Write) -> None:
    done = studio("run", write("job.js", MAP), "-a", "")

    assert done.code == 3
    assert "No adaptor is named." in done.err


def test_a_test_run_opens_no_database_file(studio: Studio, write: Write, tmp_path: Path) -> None:
    write("ad/package.json", '{"name": "@openfn/language-db", "version": "1.0.0"}')
    write(
        "ad/index.js",
        "exports.execute = (...all) => state => all[0](state);\n"
        "exports.keep = file => state => {\n"
        "  new (require('node:sqlite').DatabaseSync)(file);\n  return state;\n};\n",
    )
    kept = tmp_path / "kept.db"
    job = write("job.js", f"keep({json.dumps(str(kept))});")

    done = studio("run", job, "-a", f"db={tmp_path / 'ad'}", "--test")

    assert done.code == 1
    assert "No such built-in module: node:sqlite" in done.err
    assert not kept.exists()
