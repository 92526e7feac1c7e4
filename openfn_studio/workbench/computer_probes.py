"""Looks at this computer: can it run jobs, seal test mode, keep secrets, keep files, get out?

Each probe takes a moment, touches no network and returns a fact in words. They run on a lane.
"""

import shutil
import socket
import tempfile
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from openfn_studio.adaptors.npm import Npm
from openfn_studio.domain.sizes import size_words
from openfn_studio.errors import StudioError
from openfn_studio.runner.launch import Launcher
from openfn_studio.runner.sealed import make_sealed
from openfn_studio.secrets.keychain import Keychain
from openfn_studio.secrets.problems import KeychainUnavailable
from openfn_studio.workbench.computer_facts import Finding, State

KEYCHAIN_SECONDS = 5.0
_LITTLE = 1 << 30
_TOO_LITTLE = 100 << 20


def probe_runner(npm: Npm) -> Finding:
    """Start Node and see that the program it runs is there."""
    try:
        Launcher.of_this_program()
        version = npm.node_version()
    except StudioError as problem:
        return Finding("Job runner", "fail", "Does not start", problem.what, problem.remedy)
    short = ".".join(version.split(".")[:2])
    means = f"Jobs run on Node.js {version}, which came with OpenFn Studio."
    return Finding("Job runner", "ok", f"Node {short}", means)


def look_at_runner() -> Finding:
    """Look at the Node that came with this program."""
    return probe_runner(Npm.bundled())


def look_at_secrets() -> Finding:
    """Look at this computer's keychain."""
    return probe_secrets(keychain())


def probe_seal() -> Finding:
    """Set the kernel's seal on a thread of its own and try to open a socket there."""
    sealed = make_sealed(_is_refused_a_socket)
    if sealed.is_sealed_by_kernel and sealed.made:
        means = "The kernel keeps a job in test mode from opening any connection. It was tried."
        return Finding("Test mode", "ok", "Sealed by the kernel", means)
    if sealed.is_sealed_by_kernel:
        means = "The kernel's seal was set and a socket could be opened all the same."
        remedy = "Report this: Help, Copy diagnostics. Work with invented data until it is solved."
        return Finding("Test mode", "fail", "Seal does not hold", means, remedy)
    means = (
        "The runner itself answers or refuses every connection in test mode. "
        f"The kernel does not do it as well: {sealed.reason}."
    )
    state: State = "ok" if sealed.reason.startswith("only Linux") else "warn"
    return Finding("Test mode", state, "Sealed by the runner", means)


def probe_secrets(keychain: Keychain) -> Finding:
    """Find a keychain that may hold the vault's key; it is not asked for anything it holds."""
    try:
        name = keychain.name()
    except KeychainUnavailable as problem:
        return Finding("Secrets", "warn", "No keychain", problem.what, problem.remedy)
    means = "Credentials are encrypted; their key is kept there."
    return Finding("Secrets", "ok", name, means)


def probe_disk(folder: Path) -> Finding:
    """Write into the data folder and see how much room there is."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
        free = shutil.disk_usage(folder).free
    except OSError as error:
        means = f"The data folder cannot be written: {error.strerror}. Runs are not kept."
        remedy = "Check the rights of the folder, or start with --data and another folder."
        return Finding("Disk", "fail", "Not writable", means, remedy)
    words = f"{size_words(free)} free"
    if free < _LITTLE:
        state: State = "fail" if free < _TOO_LITTLE else "warn"
        remedy = "Make room on the disk that holds the data folder."
        return Finding("Disk", state, words, "An adaptor takes about 60 MB.", remedy)
    return Finding("Disk", "ok", words, "The data folder can be written.")


def probe_proxy() -> Finding:
    """See whether requests go through a proxy; its user and password are not shown."""
    proxies = urllib.request.getproxies()
    address = proxies.get("https") or proxies.get("http") or proxies.get("all")
    if not address:
        return Finding("Proxy", "ok", "None", "Requests go straight to the network.")
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host:
        means = "The proxy's address in the settings of this computer is no address."
        remedy = "Correct the variable HTTPS_PROXY, e.g. http://proxy.example.org:3128."
        return Finding("Proxy", "warn", "Not understood", means, remedy)
    means = "Live runs and installations go through it; npm has settings of its own besides."
    return Finding("Proxy", "ok", f"{host}:{port}" if port else host, means)


def keychain() -> Keychain:
    """Return this computer's keychain, asked with little patience."""
    return Keychain(timeout_seconds=KEYCHAIN_SECONDS)


def _is_refused_a_socket() -> bool:
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()
    except PermissionError:
        return True
    return False
