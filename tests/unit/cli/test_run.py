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


FAILING = {
    "a job that throws": ("alterState(s => s.data.a.b);", 1, "line 1"),
    "a job that returns nothing": ("alterState(s => undefined);", 1, "Return state"),
    "a syntax error": ("alterState(s => {\n  return s;\n", 1, "line 3"),
    "an unknown function": ("feild('a', 1);", 1, "Function not available."),
    "a job that never ends": ("alterState(s => { for (;;); });", 2, "line 1"),
    "a job that waits for nothing": ("alterState(() => new Promise(() => {}));", 5, "line 1"),
    "a floating rejection": (
        "alterState(s => { Promise.reject(new Error('late')); return s; });\n"
        "alterState(() => new Promise(done => setTimeout(done, 500)));",
        5,
        "late",
    ),
    "a job that eats memory": (
        "alterState(s => { const a = []; for (;;) a.push(Buffer.alloc(1e6, 1)); });",
        134,
        "memory",
    ),
}


@pytest.mark.parametrize("name", FAILING)
def test_a_failing_job_gets_its_documented_exit_code_and_place(
    studio: Studio, write: Write, name: str
) -> None:
    text, code, told = FAILING[name]
    limits = ("--timeout", "4000") if code == 2 else ("--memory", "150")

    done = studio("run", write("job.js", text), *STANDIN, "--test", *limits, "-O")

    assert (done.code, done.out) == (code, "")
    assert told in done.err


def test_the_log_flood_of_a_job_is_cut_and_counted(studio: Studio, write: Write) -> None:
    line = "console.log('x'.repeat(1000));"
    flood = f"alterState(s => {{ for (let i = 0; i < 20000; i++) {line} return s; }});"

    done = studio("run", write("job.js", flood), *STANDIN)

    assert done.code == 0
    assert len(done.err) < 12 << 20
    assert "the rest of its log is not kept" in done.err


ODD_STATES = {
    "a cycle": ("alterState(s => { s.me = s; return { me: s.me.data }; });", b'"me"'),
    "a BigInt": (
        "alterState(s => ({ big: BigInt('12345678901234567890') }));",
        b"12345678901234567890",
    ),
    "a Map": ("alterState(s => ({ m: new Map([[1, 2]]), n: 1 }));", b'"n": 1'),
}


@pytest.mark.parametrize("name", ODD_STATES)
def test_an_odd_final_state_is_still_a_result(
    studio: Studio, write: Write, tmp_path: Path, name: str
) -> None:
    text, wanted = ODD_STATES[name]

    done = studio("run", write("job.js", text), *STANDIN, "-o", tmp_path / "out.json")

    assert done.code == 0, done.err
    written = (tmp_path / "out.json").read_bytes() if (tmp_path / "out.json").exists() else b""
    assert wanted in written


NOT_STARTED = {
    "a missing job": (("missing.js",), {}, "missing.js"),
    "a folder as job": (("jobs",), {"jobs/a.txt": ""}, "jobs"),
    "a binary job": (("job.js",), {"job.js": b"\x00\x01\x02\xff" * 9}, "not a text"),
    "a job that is not UTF-8": (("job.js",), {"job.js": b"fn('\xe9');"}, "UTF-8"),
    "a job of 6 MB": (("job.js",), {"job.js": b"// " + b"x" * (6 << 20)}, "6,291,459 bytes"),
    "a missing state": (("job.js", "-s", "none.json"), {}, "none.json"),
    "a state that is a list": (("job.js", "-s", "s.json"), {"s.json": "[1]"}, "an array"),
    "a JavaScript literal": (
        ("job.js", "-s", "s.json"),
        {"s.json": "{data: {a: 1}}"},
        "s.json:1:2",
    ),
    "a trailing comma": (("job.js", "-s", "s.json"), {"s.json": '{"a": 1,\n}'}, "--repair"),
    "two documents": (("job.js", "-s", "s.json"), {"s.json": "{}\n{}"}, "s.json:2:1"),
    "an empty state": (("job.js", "-s", "s.json"), {"s.json": ""}, "empty"),
    "a credential that is a list": (
        ("job.js", "--credential", "c.json"),
        {"c.json": "[]"},
        "object",
    ),
    "an unknown flag": (("job.js", "--nonsense"), {}, "--nonsense"),
    "a stub file for a live run": (("job.js", "--stub", "x.yaml"), {"x.yaml": ""}, "--test"),
    "a broken stub file": (
        ("job.js", "--test", "--stub", "x.yaml"),
        {"x.yaml": "- method: GET\n  stauts: 200\n"},
        "x.yaml:2:3",
    ),
    "two outputs on stdout": (("job.js", "-O", "--events", "-"), {}, "standard output"),
    "two inputs": (("job.js", "-S", "-s", "s.json"), {"s.json": "{}"}, "--state-stdin"),
    "an unknown log level": (("job.js", "--log", "loud"), {}, "loud"),
    "a URL as adaptor": (("job.js", "-a", "git+https://example.org/x"), {}, "git+https"),
    "an adaptor that is not installed": (
        ("job.js", "--test", "-a", "http"),
        {},
        "adaptors install",
    ),
    "an adaptor path that is not there": (("job.js", "-a", "x=/nowhere/at/all"), {}, "/nowhere"),
}


@pytest.mark.parametrize("name", NOT_STARTED)
def test_what_cannot_start_is_exit_3_with_a_remedy_and_no_result(
    studio: Studio, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    words, files, told = NOT_STARTED[name]
    write("job.js", MAP)
    for file, content in files.items():
        write(file, content)
    monkeypatch.chdir(tmp_path)

    adaptor = () if "-a" in words else STANDIN
    done = (
        studio("run", *words, *adaptor, "-o", "out.json")
        if "-O" not in words
        else studio("run", *words, *adaptor)
    )

    assert (done.code, done.out) == (3, ""), done.err
    assert told in done.err
    assert not (tmp_path / "out.json").exists()


def test_repair_runs_with_the_repaired_state_and_says_so(studio: Studio, write: Write) -> None:
    state = write("s.json", "{data: {a: 1,}}")

    done = studio("run", write("job.js", MAP), *STANDIN, "-s", state, "--repair", "-O")

    assert done.json["data"] == {"a": 1, "seen": True}
    assert "Repaired for this run" in done.err


def test_the_text_of_a_broken_credential_is_not_shown(studio: Studio, write: Write) -> None:
    credential = write("c.json", '{"password": "tuS7-planted-secret" "x"}')

    done = studio("run", write("job.js", MAP), *STANDIN, "--credential", credential)

    assert done.code == 3
    assert "c.json:1:" in done.err
    assert "planted" not in done.err


ADAPTORS = {
    "throws on load": ("throw new Error('no licence');", 3, "no licence"),
    "exports no function": ("exports.version = 3;", 3, "function"),
    "calls process.exit": (
        "exports.execute = () => () => process.exit(0); exports.fn = x => x;",
        5,
        "process.exit",
    ),
    "has no execute": ("exports.alterState = f => s => f(s);", 3, "exports no execute"),
}


@pytest.mark.parametrize("name", ADAPTORS)
def test_a_local_adaptor_that(studio: Studio, write: Write, name: str) -> None:
    source, code, told = ADAPTORS[name]
    write("build/package.json", '{"name": "language-local", "version": "1.0.0", "main": "i.js"}')
    folder = write("build/i.js", source).parent
    job = write("job.js", "alterState(s => s);" if code != 5 else "fn(s => s);")

    done = studio("run", job, "-a", f"language-local={folder}", "--test")

    assert done.code == code, done.err
    assert told in done.err


UNWRITABLE = {
    "a folder": lambda root: root,
    "a path below a file": lambda root: root / "job.js" / "out.json",
    "a full device": lambda _root: Path("/dev/full"),
}


@pytest.mark.parametrize("name", UNWRITABLE)
def test_a_result_that_cannot_be_written_is_exit_4_and_kept_in_the_data_folder(
    studio: Studio, write: Write, data: Path, tmp_path: Path, name: str
) -> None:
    job = write("job.js", MAP)

    done = studio("run", job, *STANDIN, "-o", UNWRITABLE[name](tmp_path))

    kept = list((data / "results").iterdir())
    assert done.code == 4, done.err
    assert [json.loads(path.read_text())["data"] for path in kept] == [{"seen": True}]
    assert str(kept[0]) in done.err


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
