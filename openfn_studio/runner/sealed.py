"""Linux: children that the kernel lets open no network socket.

A seccomp filter is put on one thread that lives only to start the child. The child and all its own
children inherit it and cannot take it off; this program's other threads never have it. The filter
is a small program for the kernel (classic BPF): it reads the number of a system call, and for
``socket`` the address family, and lets the call pass or answers with an error.

Only local families pass: AF_UNIX (pipes between processes of this machine) and AF_NETLINK (asking
the kernel for the list of interfaces). Everything else, known or yet to be invented, is refused.
"""

import ctypes
import errno
import platform
import struct
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

_Made = TypeVar("_Made")

# Fields of the kernel's ``struct seccomp_data``, in bytes from its beginning.
_CALL_NUMBER = 0
_ARCHITECTURE = 4
_FIRST_ARGUMENT = 16

# Instructions of classic BPF.
_LOAD = 0x20
_JUMP_IF_EQUAL = 0x15
_JUMP_IF_AT_LEAST = 0x35
_RETURN = 0x06

# What the filter may answer.
_ALLOW = 0x7FFF0000
_KILL_PROCESS = 0x80000000
_FAIL = 0x00050000

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2

_AF_UNIX = 1
_AF_NETLINK = 16
_X32_CALLS = 0x40000000


@dataclass(frozen=True, slots=True)
class _Machine:
    """What differs from processor to processor."""

    architecture: int
    """The kernel's AUDIT_ARCH number."""
    socket: int
    ways_around: tuple[int, ...]
    """Calls that could get a socket without ``socket``, or make an unsealed process do it:
    io_uring_setup, pidfd_getfd, ptrace, process_vm_writev."""
    has_x32: bool = False


_MACHINES = {
    "x86_64": _Machine(0xC000003E, 41, (425, 438, 101, 311), has_x32=True),
    "aarch64": _Machine(0xC00000B7, 198, (425, 438, 117, 271)),
}


class SealError(Exception):
    """The kernel's seal cannot be set; the text says why."""


@dataclass(frozen=True, slots=True)
class Sealed(Generic[_Made]):
    """What was made, and whether the kernel seals it."""

    made: _Made
    is_sealed_by_kernel: bool
    reason: str = ""
    """Why the kernel does not seal it."""


def seal_this_thread() -> None:
    """Keep this thread, and what it starts, from the network for as long as they live.

    Raises:
        SealError: This system has no such filter, or refused it.
    """
    if sys.platform != "linux":
        raise SealError("only Linux has this seal")
    machine = _MACHINES.get(platform.machine())
    if machine is None or sys.maxsize < 2**32:
        raise SealError(f"the seal is not made for {platform.machine()} processors")
    _install(_network_filter(machine))


def make_sealed(
    make: Callable[[], _Made], seal: Callable[[], None] = seal_this_thread
) -> Sealed[_Made]:
    """Call ``make`` on a thread of its own that the kernel keeps from the network.

    A process that ``make`` starts is sealed for its whole life. Where the seal cannot be set,
    ``make`` is called all the same and the answer says so.

    Args:
        make: What is done; its ``OSError`` or ``ValueError`` is raised here.
        seal: Seals the thread it is called on, or raises ``SealError``.
    """
    outcome: list[Sealed[_Made]] = []
    failure: list[Exception] = []

    def work() -> None:
        reason = ""
        try:
            seal()
        except SealError as error:
            reason = str(error)
        try:
            outcome.append(Sealed(make(), not reason, reason))
        except (OSError, ValueError) as error:
            failure.append(error)

    thread = threading.Thread(target=work, name="sealed start", daemon=True)
    thread.start()
    thread.join()
    if failure:
        raise failure[0]
    return outcome[0]


def _network_filter(machine: _Machine) -> list[tuple[int, int, int, int]]:
    """Return the filter's instructions: operation, jump if true, jump if false, value.

    A jump counts the instructions it leaves out.
    """
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        # Calls of another architecture have other numbers: none of them passes.
        (_JUMP_IF_EQUAL, 1, 0, machine.architecture),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD, 0, 0, _CALL_NUMBER),
    ]
    if machine.has_x32:
        program += [(_JUMP_IF_AT_LEAST, 0, 1, _X32_CALLS), (_RETURN, 0, 0, _KILL_PROCESS)]
    for call in machine.ways_around:
        program += [(_JUMP_IF_EQUAL, 0, 1, call), (_RETURN, 0, 0, _FAIL | errno.ENOSYS)]
    return [
        *program,
        (_JUMP_IF_EQUAL, 1, 0, machine.socket),
        (_RETURN, 0, 0, _ALLOW),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_JUMP_IF_EQUAL, 1, 0, _AF_UNIX),
        (_JUMP_IF_EQUAL, 0, 1, _AF_NETLINK),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _FAIL | errno.EACCES),
    ]


class _FilterProgram(ctypes.Structure):
    """The kernel's ``struct sock_fprog``."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def _install(program: list[tuple[int, int, int, int]]) -> None:
    code = ctypes.create_string_buffer(
        b"".join(struct.pack("<HBBI", *instruction) for instruction in program)
    )
    handed_over = _FilterProgram(len(program), ctypes.addressof(code))
    libc: Any = ctypes.CDLL(None, use_errno=True)
    # Without this promise only root may set a filter.
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise SealError(f"the kernel refused it: {_last_error()}")
    if libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(handed_over), 0, 0) != 0:
        raise SealError(f"the kernel refused it: {_last_error()}")


def _last_error() -> str:
    return errno.errorcode.get(ctypes.get_errno(), "unknown reason")
