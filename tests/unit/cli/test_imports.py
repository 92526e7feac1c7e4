"""What the command line does not load before it is needed: most commands are over sooner."""

import subprocess
import sys

HEAVY = ("asyncio", "cryptography", "httpx", "starlette", "uvicorn", "PySide6", "keyring")
SAYS = f"import sys, openfn_studio.cli.main; print([m for m in {HEAVY!r} if m in sys.modules])"


def test_commands_that_need_no_server_load_none():
    done = subprocess.run(
        [sys.executable, "-c", SAYS], capture_output=True, text=True, check=True
    )  # fmt: skip

    assert done.stdout.strip() == "[]"
