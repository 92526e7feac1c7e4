"""What can go wrong with adaptors and npm, in words a user can act on.

npm's own output never reaches the user as it is: it names registry hosts and may hold tokens.
"""

import errno
import re

from openfn_studio.adaptors import known, specifier
from openfn_studio.errors import EnvironmentProblem, RemoteProblem, StudioError, UserInputProblem


class AdaptorMissing(UserInputProblem):
    """The adaptor is not on this computer; the remedy holds the command that installs it."""


class AdaptorUnknown(UserInputProblem):
    """npm has no adaptor of that name."""


class VersionUnknown(UserInputProblem):
    """npm has the adaptor, but not that version."""


class AdaptorBroken(UserInputProblem):
    """A folder that should hold an adaptor does not."""


class InstallationStopped(UserInputProblem):
    """The user stopped the installation."""


class NpmUnreachable(RemoteProblem):
    """npm's registry cannot be reached: no network, no name, no answer."""


_NOTHING_CHANGED = "Nothing was installed, and what was installed before is untouched."

_UNREACHABLE = frozenset(
    {
        "ENOTFOUND",
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ECONNRESET",
        "ECONNABORTED",
        "ETIMEDOUT",
        "EHOSTUNREACH",
        "ENETUNREACH",
        "ENETDOWN",
        "EPIPE",
        "ENOTCACHED",
        "EIDLETIMEOUT",
        "ECONNECTIONTIMEOUT",
        "ERESPONSETIMEOUT",
        "ETRANSFERTIMEOUT",
        "EPROXYTIMEOUT",
        "ERR_SOCKET_TIMEOUT",
        "ERR_STREAM_PREMATURE_CLOSE",
        "FETCH_ERROR",
    }
)
_DAMAGED = frozenset(
    {
        "EINTEGRITY",
        "Z_DATA_ERROR",
        "Z_BUF_ERROR",
        "TAR_BAD_ARCHIVE",
        "TAR_ENTRY_ERROR",
        "TAR_ABORT",
        "ZlibError",
        "EBADSIZE",
        "EJSONPARSE",
    }
)
_FULL = frozenset({"ENOSPC", "EDQUOT"})
_FULL_NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT})
_FORBIDDEN = frozenset({"EACCES", "EPERM", "EROFS"})
_UNAUTHORIZED = frozenset({"E401", "E403", "ENEEDAUTH", "EOTP"})
_CERTIFICATE = re.compile(r"CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|ERR_TLS|EPROTO")
_CODE = re.compile(r"^npm (?:error|ERR!) code (\S+)", re.M)
_NO_VERSION = re.compile(
    r"No match(?:ing version)? found for (?:version )?(?:(@?[^@\s]+)@)?([^\s]+?)\.?\s", re.I
)
_MISSING_PACKAGE = re.compile(r"requested resource '(@?[^@']+)@", re.I)
_REFUSED_PATH = re.compile(r"^npm (?:error|ERR!) path (.+)$", re.M)
_ENGINE = re.compile(r"(?:Required|required): (\{.*?\})", re.S)


def from_npm(name: str, version: str | None, output: str) -> StudioError:
    """Return the error that npm's ``output`` means, after it failed for ``name``."""
    found = _CODE.search(output)
    code = found[1] if found else _bare_code(output)
    adaptor = specifier.short_name(name) + (f" {version}" if version else "")
    if code in _UNREACHABLE:
        return unreachable(adaptor)
    if code in ("E404", "ETARGET"):
        return _not_found(name, version, code, output)
    if code in _FULL:
        return disk_full(adaptor)
    if code in _FORBIDDEN:
        return _forbidden(adaptor, output)
    if code in _UNAUTHORIZED:
        return RemoteProblem(
            f"npm's registry does not let you have {adaptor}.",
            means=_NOTHING_CHANGED,
            remedy="Check the access token or login in your npm settings (.npmrc).",
        )
    if code in _DAMAGED:
        return RemoteProblem(
            f"What npm downloaded for {adaptor} is damaged.",
            means=_NOTHING_CHANGED,
            remedy="Try again; if it stays so, clear npm's cache or ask who runs your registry.",
        )
    return _rare(adaptor, code, output)


def unreachable(adaptor: str) -> NpmUnreachable:
    """Return the error for a registry that does not answer."""
    return NpmUnreachable(
        f"npm's registry cannot be reached to get {adaptor}.",
        means=_NOTHING_CHANGED,
        remedy="Check the network and the proxy, then try again.",
    )


def disk_full(adaptor: str) -> EnvironmentProblem:
    """Return the error for a disk without room."""
    return EnvironmentProblem(
        f"The disk is full: {adaptor} could not be installed.",
        means=_NOTHING_CHANGED,
        remedy="Free some space (an adaptor takes about 60 MB), then try again.",
    )


def from_disk(adaptor: str, error: OSError) -> EnvironmentProblem:
    """Return what an error of the file system means for installing or removing ``adaptor``."""
    if error.errno in _FULL_NUMBERS:
        return disk_full(adaptor)
    where = f" at {error.filename}" if error.filename else ""
    return EnvironmentProblem(
        f"The adaptors folder refuses a change for {adaptor}{where}: {error.strerror or error}.",
        means="What was installed before is untouched.",
        remedy="Check the rights on the data folder, or choose another with --data.",
    )


def stopped(adaptor: str) -> InstallationStopped:
    """Return the error for an installation the user stopped."""
    return InstallationStopped(
        f"The installation of {adaptor} was stopped.", means=_NOTHING_CHANGED
    )


def went_silent(adaptor: str, seconds: float) -> NpmUnreachable:
    """Return the error for an npm that said nothing for too long."""
    return NpmUnreachable(
        f"npm said nothing for {seconds:g} seconds while getting {adaptor}, so it was ended.",
        means=_NOTHING_CHANGED,
        remedy="The network may be too slow or blocked; try again later.",
    )


def scrub(text: str) -> str:
    """Return npm's output without addresses, hosts, tokens and passwords."""
    for pattern, replacement in _SCRUBBING:
        text = pattern.sub(replacement, text)
    return text


_SCRUBBING = (
    (re.compile(r"(?im)^.*(?:_auth|_password|authToken|authorization).*$"), "(hidden)"),
    (re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s'\"]+", re.I), "(the registry)"),
    (re.compile(r"(?<![\w.:])//[^\s'\"/]+/?"), "(the registry)"),
    (re.compile(r"(getaddrinfo \w+|connect \w+) \S+"), r"\1 (the registry)"),
    (re.compile(r"\bnpm_[A-Za-z0-9]{8,}"), "(hidden)"),
    (re.compile(r"(?i)\b(bearer|basic) [\w.+/=~-]{6,}"), "(hidden)"),
    (re.compile(r"(?m)^npm (?:error|ERR!) A complete log of this run.*\n?"), ""),
)


def _not_found(name: str, version: str | None, code: str, output: str) -> StudioError:
    wanted_version = _NO_VERSION.search(output + " ")
    if wanted_version:
        other = wanted_version[1]
        if other and other != name:
            return _lacks_dependency(name, f"{other} {wanted_version[2]}")
        return version_unknown(name, version or wanted_version[2], ())
    missing = _MISSING_PACKAGE.search(output)
    if missing and missing[1] != name:
        return _lacks_dependency(name, missing[1])
    return VersionUnknown(f"npm lacks {name}.") if code == "ETARGET" else adaptor_unknown(name)


def adaptor_unknown(name: str) -> AdaptorUnknown:
    """Return the error for a name npm does not know, with the names that look like it."""
    near = known.nearest(name)
    offer = f"Did you mean {' or '.join(near)}?" if near else "Check the spelling."
    return AdaptorUnknown(
        f"npm has no adaptor {specifier.short_name(name)} ({name}).",
        means="It may be private, renamed or misspelt.",
        remedy=offer,
    )


def version_unknown(name: str, version: str, published: tuple[str, ...]) -> VersionUnknown:
    """Return the error for a version npm does not have, with those it has, newest first."""
    shown = ", ".join(published[:12]) + (" and older ones" if len(published) > 12 else "")
    return VersionUnknown(
        f"There is no version {version} of {specifier.short_name(name)}.",
        remedy=f"npm has {shown}." if shown else "Choose another version.",
    )


def _lacks_dependency(name: str, dependency: str) -> RemoteProblem:
    return RemoteProblem(
        f"{specifier.short_name(name)} needs {dependency}, which npm's registry does not have.",
        means=_NOTHING_CHANGED,
        remedy="Choose another version of the adaptor.",
    )


def _forbidden(adaptor: str, output: str) -> EnvironmentProblem:
    path = _REFUSED_PATH.search(output)
    return EnvironmentProblem(
        f"npm may not write {path[1].strip() if path else 'where it must'}, "
        f"so {adaptor} could not be installed.",
        means=_NOTHING_CHANGED,
        remedy="Give your user the right to write there, or choose another folder with --data.",
    )


def _rare(adaptor: str, code: str, output: str) -> StudioError:
    if re.fullmatch(r"E(5\d\d|429)", code):
        return RemoteProblem(
            f"npm's registry has trouble (HTTP {code[1:]}) and did not give {adaptor}.",
            means=_NOTHING_CHANGED,
            remedy="Try again in a few minutes.",
        )
    if _CERTIFICATE.search(code):
        return RemoteProblem(
            f"The registry's certificate is not trusted ({code}), so {adaptor} was not fetched.",
            means=_NOTHING_CHANGED,
            remedy="Add your organisation's certificate to this computer's store, "
            "or name it in NODE_EXTRA_CA_CERTS.",
        )
    if code in ("EBADENGINE", "ENOTSUP", "EBADPLATFORM"):
        needs = _ENGINE.search(output)
        return EnvironmentProblem(
            f"{adaptor} does not run with the Node.js of this program"
            + (f": it needs {needs[1]}." if needs else "."),
            means=_NOTHING_CHANGED,
            remedy="Choose another version of the adaptor.",
        )
    excerpt = _excerpt(output)
    return EnvironmentProblem(
        f"npm could not install {adaptor} ({code or 'no reason given'}).",
        means=_NOTHING_CHANGED,
        remedy=f"npm says: {excerpt}" if excerpt else "Check your npm settings (.npmrc).",
    )


def _bare_code(output: str) -> str:
    """Return the code of a failure npm reports without its "code" line."""
    found = re.search(r"\b(E[A-Z]{4,}|E[45]\d\d)\b", output)
    return found[1] if found else ""


def _excerpt(output: str) -> str:
    lines = [
        re.sub(r"^npm (?:error|ERR!) ?", "", line).strip()
        for line in scrub(output).splitlines()
        if re.match(r"npm (?:error|ERR!)", line) or not line.startswith("npm ")
    ]
    return " ".join(line for line in lines if line)[:300]
