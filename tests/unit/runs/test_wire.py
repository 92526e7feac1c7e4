import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from openfn_studio.domain.run import Limits
from openfn_studio.errors import UserInputProblem
from openfn_studio.intercept.rule import Answer, Rule
from openfn_studio.runner.protocol import Breakpoint, encode
from openfn_studio.runs.request import RunRequest
from openfn_studio.runs.wire import run_command


def sent(**fields: Any) -> dict[str, Any]:
    line = encode(run_command(RunRequest(text="fn()", **fields)))
    assert line.count(b"\n") == 1
    return json.loads(line)


def test_everything_the_job_depends_on_is_sent():
    command = sent(
        file=Path("/jobs/a b.js"),
        input={"data": {"a": 1}},
        configuration={"password": "pw"},
        write_only=("pin",),
        limits=Limits(timeout_ms=5, memory_mb=None),
        rules=(Rule(method="GET", answer=Answer(404, {"a": "b"}, {"x": 1}, delay_ms=3), times=2),),
        no_console=True,
        breakpoints=(Breakpoint(operation=1),),
        pause_at_start=True,
        break_on_error=True,
    )

    assert command == {
        "type": "run",
        "source": "fn()",
        "url": "file:///jobs/a%20b.js",
        "state": {"data": {"a": 1}},
        "configuration": {"password": "pw"},
        "limits": {
            "timeout_ms": 5,
            "memory_mb": None,
            "log_bytes": 8 << 20,
            "line_chars": 65_536,
            "body_bytes": 1 << 20,
            "snapshot_nodes": 500_000,
        },
        "rules": [
            {
                "method": "GET",
                "answer": {
                    "status": 404,
                    "headers": {"a": "b"},
                    "body": {"x": 1},
                    "delay_ms": 3,
                },
                "times": 2,
            }
        ],
        "no_console": True,
        "breakpoints": [{"operation": 1}],
        "pause_at_start": True,
        "break_on_error": True,
        "write_only": ["pin"],
    }


def test_json_text_is_sent_as_it_is_on_one_line():
    assert sent(input=msgspec.Raw(b'{\n "a": 1.50,\r\n "b": "x"}'))["state"] == {"a": 1.5, "b": "x"}


@pytest.mark.parametrize(
    ("value", "read_back"),
    [
        ({"n": 2**80}, {"n": 2**80}),
        ({"half": "\ud800"}, {"half": "\ud800"}),
        (None, None),
        ([1, "é"], [1, "é"]),
    ],
)
def test_values_javascript_takes_are_sent(value: Any, read_back: Any):
    assert sent(input=value)["state"] == read_back


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("value", [{"a": object()}, {(1, 2): 1}, nested(100_000)])
def test_what_is_no_json_value_is_refused_in_words(value: Any):
    with pytest.raises(UserInputProblem, match=r"^The input cannot be written as JSON"):
        run_command(RunRequest(text="", input=value))


def test_half_a_surrogate_pair_in_a_job_is_replaced_and_nothing_else():
    command = run_command(RunRequest(text="\ufeff'\ud800 \ud83d\ude00 é'"))

    assert command.source == "\ufeff'\ufffd 😀 é'"


def test_secrets_do_not_show_in_a_requests_repr():
    request = RunRequest(text="", configuration={"password": "s3cret"}, input={"data": "s3cret"})

    assert "s3cret" not in repr(request)
