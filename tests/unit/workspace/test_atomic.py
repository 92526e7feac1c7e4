import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import openfn_studio
from openfn_studio.errors import EnvironmentProblem
from openfn_studio.workspace.atomic import remove_remains, save_atomically

NOBODY = 65_534
SAVE_A_MEGABYTE = """
import sys
from pathlib import Path
from openfn_studio.errors import EnvironmentProblem
from openfn_studio.workspace.atomic import save_atomically
try:
    save_atomically(Path(sys.argv[1]), bytes(1 << 20))
except EnvironmentProblem as problem:
    print(problem)
"""

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(openfn_studio.__file__).parents[1])}


@pytest.fixture
def ordinary_user(tmp_path: Path) -> Iterator[Path]:
    """Give a folder, and the rights of a user who is not root."""
    if os.geteuid() != 0:
        yield tmp_path
        return
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    os.chown(tmp_path, NOBODY, NOBODY)
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    yield tmp_path
    os.seteuid(0)
    os.setegid(0)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_new_file_gets_the_rights_the_user_gives_new_files(tmp_path: Path):
    old = os.umask(0o027)
    try:
        save_atomically(tmp_path / "a.js", b"x")
    finally:
        os.umask(old)

    assert (tmp_path / "a.js").read_bytes() == b"x"
    assert stat.S_IMODE((tmp_path / "a.js").stat().st_mode) == 0o640


def test_a_file_that_is_replaced_keeps_its_rights(tmp_path: Path):
    file = tmp_path / "a.js"
    file.write_bytes(b"old")
    file.chmod(0o755)
    if os.geteuid() == 0:
        os.chown(file, NOBODY, NOBODY)

    save_atomically(file, b"new")

    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o755
    assert file.stat().st_uid == (NOBODY if os.geteuid() == 0 else os.geteuid())
    assert names(tmp_path) == ["a.js"]


def test_somebody_who_reads_meanwhile_keeps_the_old_content(tmp_path: Path):
    file = tmp_path / "a.js"
    file.write_bytes(b"old")
    with file.open("rb") as reader:
        save_atomically(file, b"new")

        assert reader.read() == b"old"


def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path):
    (tmp_path / "real").mkdir()
    target = tmp_path / "real/a.js"
    target.write_bytes(b"old")
    os.symlink(target, tmp_path / "link.js")
    os.symlink(tmp_path / "real/new.js", tmp_path / "dangling.js")

    save_atomically(tmp_path / "link.js", b"new")
    save_atomically(tmp_path / "dangling.js", b"made")

    assert (tmp_path / "link.js").is_symlink()
    assert target.read_bytes() == b"new"
    assert (tmp_path / "real/new.js").read_bytes() == b"made"


def test_what_is_no_file_is_not_replaced(tmp_path: Path):
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")

    for name in ["folder", "pipe", "missing/a.js"]:
        with pytest.raises(EnvironmentProblem, match="cannot be saved"):
            save_atomically(tmp_path / name, b"x")

    assert names(tmp_path) == ["folder", "pipe"]
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_a_file_that_is_write_protected_is_not_replaced(ordinary_user: Path):
    file = ordinary_user / "a.js"
    file.write_bytes(b"old")
    file.chmod(0o444)

    with pytest.raises(EnvironmentProblem, match=r"Permission denied.*Change the rights"):
        save_atomically(file, b"new")

    assert file.read_bytes() == b"old"
    assert names(ordinary_user) == ["a.js"]


def test_a_folder_that_is_write_protected_is_told(ordinary_user: Path):
    (ordinary_user / "f").mkdir()
    file = ordinary_user / "f/a.js"
    file.write_bytes(b"old")
    (ordinary_user / "f").chmod(0o555)

    with pytest.raises(EnvironmentProblem, match="Permission denied"):
        save_atomically(file, b"new")

    assert file.read_bytes() == b"old"


def test_a_size_limit_leaves_the_old_file_and_nothing_else(tmp_path: Path):
    file = tmp_path / "a.js"
    file.write_bytes(b"old")
    limit = f"import resource, sys; resource.setrlimit({resource.RLIMIT_FSIZE}, (65536, 65536));"
    command = [sys.executable, "-c", limit + SAVE_A_MEGABYTE, str(file)]

    said = subprocess.run(
        command, check=True, capture_output=True, text=True, env=ENVIRONMENT
    ).stdout

    assert "cannot be saved: File too large" in said
    assert file.read_bytes() == b"old"
    assert names(tmp_path) == ["a.js"]


def mounted(options: str) -> bool:
    command = ["unshare", "-m", "sh", "-c", f"mount -t tmpfs -o {options} none /mnt"]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not mounted("size=64k"), reason="no right to mount a small disk")
@pytest.mark.parametrize(
    ("options", "remount", "says"),
    [
        ("size=64k", "true", "No space left on device.*Make room"),
        ("size=4m", "mount -o remount,ro none", "Read-only file system.*can only be read"),
    ],
)
def test_a_full_or_read_only_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, options: str, remount: str, says: str
):
    script = (
        f"mount -t tmpfs -o {options} none '{tmp_path}' && cd '{tmp_path}' && printf old > a.js"
        f" && {remount} {tmp_path if 'mount' in remount else ''}"
        f' && "$0" -c "$1" "{tmp_path}/a.js" && cat a.js && ls -A'
    )
    command = ["unshare", "-m", "sh", "-c", script, sys.executable, SAVE_A_MEGABYTE]

    ran = subprocess.run(command, check=False, capture_output=True, text=True, env=ENVIRONMENT)
    assert ran.returncode == 0, ran.stderr

    problem, rest = ran.stdout.split("\n", 1)
    assert says.split(".*")[0] in problem
    assert says.split(".*")[1] in problem
    assert rest == "olda.js\n"


def test_what_killed_saves_left_is_removed_but_not_what_may_still_be_written(tmp_path: Path):
    for name, age in [(".~a.js.abc", 120), (".~b.js.abc", 5), ("a.js", 120), (".~folder", 120)]:
        entry = tmp_path / name
        entry.mkdir() if name == ".~folder" else entry.write_bytes(b"")
        os.utime(entry, (1_000_000 - age, 1_000_000 - age))

    remove_remains(tmp_path, 1_000_000)
    remove_remains(tmp_path / "no folder", 1_000_000)

    assert names(tmp_path) == [".~b.js.abc", ".~folder", "a.js"]
