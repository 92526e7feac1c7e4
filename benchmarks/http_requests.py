"""What one request costs in test mode, beside one to a server on this machine."""

import contextlib
import json
import subprocess
from collections.abc import Callable, Generator

import msgspec

from benchmarks import job_texts
from benchmarks.harness.adaptors import measured as measured_adaptor
from benchmarks.harness.bench import Benchmark, Setting
from benchmarks.harness.interleaving import interleaved
from benchmarks.harness.ratio_table import Table, compare, stacked
from benchmarks.harness.studio_runs import BenchError, BenchRuns
from openfn_studio.domain.run import Dialect, HttpMode
from openfn_studio.runner.launch import bundled_node
from openfn_studio.runs.request import RunRequest

CLIENTS = {"node:http, kept connection": "getAll", "fetch": "fetchAll"}
LIVE = "live, server on this machine"
TEST = "test mode"
NOTE = (
    "Milliseconds a request, one after the other in one operation, the process's own clock; both "
    "report request and answer with headers and bodies. Core's test mode hangs with current "
    "clients (fetch, undici), so it is no peer here."
)
SERVER = """
const server = require('node:http').createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end('{}');
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit()).resume();
"""


def _measure(setting: Setting) -> list[Table]:
    count = setting.pick(500, 50)
    with BenchRuns() as runs, _server() as url:
        tables = {
            client: _one_client(setting, runs, url, operation, count)
            for client, operation in CLIENTS.items()
        }
    return [stacked(f"One of {count} requests", tables, notes=[NOTE])]


def _one_client(setting: Setting, runs: BenchRuns, url: str, operation: str, count: int) -> Table:
    state = msgspec.Raw(json.dumps({"data": {"url": url}}).encode())
    adaptor = measured_adaptor(setting)

    def variant(http_mode: HttpMode) -> Callable[[], float]:
        request = RunRequest(
            text=job_texts.requesting(count, operation),
            dialect=Dialect.V1,
            adaptors=(adaptor,),
            http_mode=http_mode,
            input=state,
        )
        return lambda: runs.measure(request).operations[0].took_ms / count

    variants = {LIVE: variant(HttpMode.LIVE), TEST: variant(HttpMode.TEST)}
    setting.say(f"{operation}: {count} requests a round.")
    return compare("", interleaved(variants, rounds=setting.pick(9, 2)), against=LIVE, unit="ms")


@contextlib.contextmanager
def _server() -> Generator[str]:
    """Run a server that answers ``{}``, as test mode does; yields its URL."""
    command = [str(bundled_node()), "-e", SERVER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as it:
        if it.stdin is None or it.stdout is None:
            raise BenchError("The server was started without pipes.")
        yield f"http://127.0.0.1:{int(it.stdout.readline())}/"
        it.stdin.close()


BENCHMARK = Benchmark(
    "http_requests", "What a request costs in test mode, beside one to a local server.", _measure
)
