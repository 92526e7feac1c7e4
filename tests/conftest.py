"""For all tests: Qt draws nowhere, unless somebody wants to watch; memory that stays is let be."""

import gc
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_collection_finish() -> None:
    """Look no more through what nine thousand collected tests are made of: it stays to the end."""
    gc.collect()
    gc.freeze()
