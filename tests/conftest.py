"""For all tests: Qt draws nowhere, unless somebody wants to watch."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
