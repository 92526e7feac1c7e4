"""Starts the programs of this folder as if they were the runner."""

from pathlib import Path

from openfn_studio.domain.run import Dialect, HttpMode, Limits
from openfn_studio.runner.launch import Launcher, LaunchSpec, bundled_node
from openfn_studio.runner.protocol import LimitsOfRun, Run

HERE = Path(__file__).parent
LIVE = LaunchSpec((), Dialect.V1, HttpMode.LIVE)
TEST = LaunchSpec((), Dialect.V1, HttpMode.TEST)


def launcher_of(name: str, environ: dict[str, str] | None = None) -> Launcher:
    """Return a launcher of ``tests/runners/<name>.mjs``."""
    return Launcher(bundled_node(), HERE / f"{name}.mjs", environ=environ or {})


def limits_of_run(limits: Limits | None = None) -> LimitsOfRun:
    """Return limits as the process is told them."""
    limits = limits or Limits()
    return LimitsOfRun(
        timeout_ms=limits.timeout_ms,
        memory_mb=limits.memory_mb,
        log_bytes=limits.log_bytes,
        line_chars=limits.line_chars,
        body_bytes=limits.body_bytes,
        snapshot_nodes=limits.snapshot_nodes,
    )


def run_of(source: str = "", **fields: object) -> Run:
    """Return a run command with the default limits."""
    defaults: dict[str, object] = {
        "source": source,
        "url": "file:///jobs/a.js",
        "state": {"data": {}},
        "limits": limits_of_run(),
    }
    return Run(**{**defaults, **fields})  # pyright: ignore[reportArgumentType]
