import subprocess
import sys

import pytest

from openfn_studio.runner.launch import bundled_node
from openfn_studio.runner.sealed import Sealed, SealError, make_sealed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this seal")

TRY_FAMILIES = """
import socket
for number in range(46):
    try:
        socket.socket(number, socket.SOCK_DGRAM).close()
        print(number, "open")
    except OSError as error:
        print(number, error.errno)
"""
TRY_FETCH = """
fetch('http://127.0.0.1:18099/').catch((error) => console.log(error.cause.code));
"""
TRY_CHILD = f"""
import subprocess, sys
command = [sys.executable, "-c", {TRY_FAMILIES!r}]
print(subprocess.run(command, capture_output=True, text=True).stdout)
"""
EACCES = "13"


def sealed_output(*arguments: str) -> str:
    outcome = make_sealed(
        lambda: subprocess.run(arguments, capture_output=True, text=True, check=True)
    )
    assert outcome.is_sealed_by_kernel, outcome.reason
    return outcome.made.stdout


def answers(output: str) -> dict[int, str]:
    return {int(line.split()[0]): line.split()[1] for line in output.splitlines() if line}


@pytest.mark.parametrize("script", [TRY_FAMILIES, TRY_CHILD], ids=["itself", "its child"])
def test_a_sealed_process_opens_sockets_of_this_machine_only(script: str):
    found = answers(sealed_output(sys.executable, "-c", script))

    assert found[1] == "open"
    assert {answer for family, answer in found.items() if family not in (1, 16)} == {EACCES}


def test_node_works_sealed_and_cannot_connect():
    assert sealed_output(str(bundled_node()), "-e", TRY_FETCH) == "EACCES\n"


def test_this_program_is_not_sealed_by_starting_a_sealed_one():
    sealed_output(sys.executable, "-c", "")

    unsealed = subprocess.run(
        [sys.executable, "-c", TRY_FAMILIES], capture_output=True, text=True, check=True
    )

    assert answers(unsealed.stdout)[2] == "open"


def test_what_cannot_be_made_is_told_to_the_caller():
    with pytest.raises(FileNotFoundError):
        make_sealed(lambda: subprocess.run(["/does/not/exist"], check=True))


def test_the_answer_says_what_was_made():
    assert make_sealed(lambda: 7) == Sealed(7, is_sealed_by_kernel=True)


def test_where_the_seal_cannot_be_set_the_answer_says_why():
    def refuse() -> None:
        raise SealError("the kernel refused it: EPERM")

    assert make_sealed(lambda: 7, refuse) == Sealed(7, False, "the kernel refused it: EPERM")
