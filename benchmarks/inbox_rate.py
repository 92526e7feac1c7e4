"""How many messages of 2 kB a second the inbox takes, each on disk before it is answered."""

import re
import shutil
import subprocess
import sys
import time

from benchmarks.harness.bench import Benchmark, Setting
from benchmarks.harness.ratio_table import Budget, Table, compare
from benchmarks.harness.served_platform import Served, served
from benchmarks.harness.studio_runs import BenchError

BODY_BYTES = 2_000
CONNECTIONS = 8
MOST_MS = 2.0
"""500 messages a second."""
MOST_GROWTH_MB = 60.0
WRK = "wrk"
SCRIPT = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"form":"birth","text":"%s"}'
"""
SENDER = """
import http.client, sys, time
host, path, seconds, size = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
body = '{"form":"birth","text":"%s"}' % ("x" * size)
line = http.client.HTTPConnection(host)
count, until = 0, time.monotonic() + seconds
while time.monotonic() < until:
    line.request("POST", path, body, {"Content-Type": "application/json"})
    answer = line.getresponse()
    answer.read()
    count += answer.status == 200
print(count)
"""


def _measure(setting: Setting) -> list[Table]:
    seconds = setting.pick(15.0, 1.0)
    with served(setting.scratch / "data") as platform:
        rates = [_rate(platform, setting, seconds) for _ in range(setting.pick(3, 1))]
        setting.say(f"{max(rates):.0f} messages a second")
        memory = _memory(platform, setting, setting.pick(100_000, 1_000))
    tool = "wrk" if shutil.which(WRK) else "eight processes of Python"
    rate = compare(
        "Accepted messages of 2 kB",
        {"ms a message": [1000 / rate for rate in rates]},
        against=None,
        unit="ms",
        budgets={"ms a message": Budget(MOST_MS, "value")},
        notes=[f"{rate:.0f} messages a second, by {tool}, {CONNECTIONS} connections"
               for rate in rates],
    )  # fmt: skip
    grown = compare(
        "Memory of the server",
        memory,
        against=None,
        unit="MB",
        budgets={"grown after the first tenth": Budget(MOST_GROWTH_MB, "value")},
    )
    return [rate, grown]


def _rate(platform: Served, setting: Setting, seconds: float) -> float:
    """Return how many messages a second were accepted, after counting that all are there."""
    before = _count(platform)
    began = time.monotonic()
    accepted = _send(platform, setting, seconds)
    took = time.monotonic() - began
    kept = _count(platform) - before
    if kept < accepted:
        raise BenchError(f"{accepted} messages were accepted, and {kept} are there.")
    return accepted / min(took, seconds + 1)


def _send(platform: Served, setting: Setting, seconds: float) -> int:
    if not shutil.which(WRK):
        return _send_by_python(platform, seconds)
    script = setting.scratch / "post.lua"
    script.write_text(SCRIPT % ("x" * BODY_BYTES), "ascii")
    words = [WRK, "-t2", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "-s", str(script), platform.inbox]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        raise BenchError(told)
    found = re.search(r"(\d+) requests in", told)
    if found is None:
        raise BenchError(told)
    return int(found[1])


def _send_by_python(platform: Served, seconds: float) -> int:
    host, _, path = platform.inbox.removeprefix("http://").partition("/")
    words = [sys.executable, "-c", SENDER, host, f"/{path}", str(seconds), str(BODY_BYTES)]
    senders = [
        subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(CONNECTIONS)
    ]
    return sum(int(sender.communicate()[0]) for sender in senders)


def _memory(platform: Served, setting: Setting, messages: int) -> dict[str, list[float]]:
    first = 0.0
    begun = _count(platform)
    while (sent := _count(platform) - begun) < messages:
        _send(platform, setting, setting.pick(5.0, 0.5))
        if not first and sent >= messages / 10:
            first = platform.memory_mb()
            setting.say(f"{sent} messages: {first:.0f} MB")
    last = platform.memory_mb()
    return {"at the end": [last], "grown after the first tenth": [max(last - (first or last), 0)]}


def _count(platform: Served) -> int:
    found = platform.get("/api/messages", project_id=1, limit=1, since="ever")
    return found[0]["id"] if found else 0


BENCHMARK = Benchmark(
    "inbox_rate", "Durable messages of 2 kB a second, and the server's memory.", _measure
)
