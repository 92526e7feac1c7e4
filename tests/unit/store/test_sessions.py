import shutil
from pathlib import Path

from openfn_studio.clock import Clock
from openfn_studio.store.store import Store
from tests.unit.store.conftest import start


def lock_files(store: Store) -> list[Path]:
    return list(store.path.with_name(f"{store.path.name}.sessions").iterdir())


def test_a_session_holds_one_lock_file_and_takes_it_away(store: Store):
    assert len(lock_files(store)) == 1

    store.close()

    assert lock_files(store) == []


def test_a_database_that_was_copied_while_it_was_written_opens_elsewhere(
    store: Store, clock: Clock, tmp_path: Path
):
    key = store.record_run(start()).key.result()
    (tmp_path / "elsewhere").mkdir()
    for file in tmp_path.glob("local.sqlite*"):
        if file.is_file():
            shutil.copy(file, tmp_path / "elsewhere")

    copy = Store(tmp_path / "elsewhere" / "local.sqlite", clock)

    assert copy.read_run(key.id).result().summary.exit_code == 5
    copy.close()
    assert store.read_run(key.id).result().summary.exit_code is None
