"""Adaptor specifiers: the ways people write which adaptor a job uses, and what is refused."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from openfn_studio.adaptors import known, versions
from openfn_studio.domain.adaptor import AdaptorSpec
from openfn_studio.errors import UserInputProblem

STANDIN = "openfn-studio-standin"
"""The adaptor that ships with this program."""

EXAMPLES = "Write for example http, http@7.2.10, @openfn/language-http@latest or http=./my-build."

_PREFIX = "@openfn/language-"
_PART = r"[a-z0-9][a-z0-9._-]*"
_SHORT = re.compile(_PART, re.ASCII)
_SCOPED = re.compile(rf"@{_PART}/{_PART}", re.ASCII)
_TAG = re.compile(r"[A-Za-z][A-Za-z0-9._-]*", re.ASCII)
_OLD_MEMBER = re.compile(r"\.(Fake)?Adaptor$")
_WEB_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*://|^(git|file|npm|github|gitlab|bitbucket|gist|link|workspace):", re.I
)
_SEPARATORS = re.compile(r"[\s,]+")
_QUOTED_OR_WORD = re.compile(r"""[^\s,="']+=(?:"[^"]*"|'[^']*')|[^\s,]+""")
_LONGEST = 214  # npm's own limit for a package name


def parse(text: str, folder: Path | None = None) -> AdaptorSpec:
    """Return what one specifier asks for.

    Args:
        text: For example ``http``, ``http@3.1.12``, ``@openfn/language-http@v3.1.12``,
            ``dhis2@latest``, ``http=/path/to/build``, ``language-http.Adaptor``.
        folder: The folder relative paths start from; the working directory when None.

    Raises:
        UserInputProblem: The text is no specifier, or asks for something npm would fetch from
            elsewhere than its registry.
    """
    stripped = text.strip().strip("\"'")
    if not stripped:
        raise UserInputProblem("No adaptor is named.", remedy=EXAMPLES)
    name, equals, path = stripped.partition("=")
    if equals and "@" not in name[1:]:  # "http@>=6" is a range, no path
        return AdaptorSpec(_package_name(name, text), path=_local_path(path, text, folder))
    _refuse_addresses(stripped)
    name, version = _split_version(stripped)
    package = _package_name(name, text)
    return AdaptorSpec(package, _version(version, text) if version is not None else None)


def parse_all(texts: Iterable[str], folder: Path | None = None) -> tuple[AdaptorSpec, ...]:
    """Return what several specifiers ask for, in order, each adaptor once.

    Each text may hold several, separated by spaces or commas. A path that holds spaces is written
    in quotes, or stands alone in its text.

    Raises:
        UserInputProblem: As :func:`parse`, or one adaptor is asked for in two versions.
    """
    specs: dict[str, AdaptorSpec] = {}
    for text in texts:
        for word in _words(text, folder):
            spec = parse(word, folder)
            earlier = specs.setdefault(spec.name, spec)
            if earlier != spec:
                raise UserInputProblem(
                    f"{display(earlier)} and {display(spec)} are one adaptor, asked for twice.",
                    remedy="Name each adaptor once.",
                )
    return tuple(specs.values())


def display(spec: AdaptorSpec) -> str:
    """Return the shortest text that :func:`parse` reads as ``spec``."""
    short = short_name(spec.name)
    if spec.path:
        quoted = f'"{spec.path}"' if re.search(r"[\s,]", str(spec.path)) else str(spec.path)
        return f"{short}={quoted}"
    return f"{short}@{spec.version}" if spec.version else short


def short_name(name: str) -> str:
    """Return an npm name as people say it: ``http`` for ``@openfn/language-http``."""
    return name.removeprefix(_PREFIX)


def check_name(name: str) -> None:
    """Refuse what is no npm name, before it becomes part of a path or of a command.

    Raises:
        UserInputProblem: ``name`` is no npm name.
    """
    _checked(name, _SCOPED if name.startswith("@") else _SHORT, name)


def is_floating(spec: AdaptorSpec) -> bool:
    """Tell whether the version is decided at run time: none, a tag, or a range."""
    return spec.path is None and (
        spec.version is None or versions.parse_exact(spec.version) is None
    )


def is_tag(version: str) -> bool:
    """Tell whether ``version`` is a tag such as ``latest`` or ``next``."""
    return not versions.is_range(version) and bool(_TAG.fullmatch(version))


def _words(text: str, folder: Path | None) -> list[str]:
    name, equals, path = text.strip().partition("=")
    alone = equals and not re.search(r"[\s,]", name)
    if alone and _expanded(path, folder).exists():
        return [text]
    return [word for word in _QUOTED_OR_WORD.findall(text) if _SEPARATORS.sub("", word)]


def _split_version(text: str) -> tuple[str, str | None]:
    at = text.find("@", 1)
    return (text, None) if at < 0 else (text[:at], text[at + 1 :])


def _package_name(name: str, text: str) -> str:
    written = _OLD_MEMBER.sub("", name.strip()).lower()
    if written.startswith("@"):
        return _checked(written, _SCOPED, text)
    if written == STANDIN:
        return STANDIN
    short = _checked(written.removeprefix("language-"), _SHORT, text)
    if short in known.MISTAKEN:
        raise UserInputProblem(
            f"There is no adaptor {short}.",
            means="Studio does not guess which adaptor a job means.",
            remedy=f"Write {known.MISTAKEN[short]} if you mean {_PREFIX}{known.MISTAKEN[short]}, "
            f"or {_PREFIX}{short} to ask npm for exactly that.",
        )
    return _PREFIX + short


def _checked(name: str, shape: re.Pattern[str], text: str) -> str:
    if shape.fullmatch(name) and ".." not in name and len(name) <= _LONGEST:
        return name
    raise UserInputProblem(f"{_quoted(text)} does not name an adaptor.", remedy=EXAMPLES)


def _version(written: str, text: str) -> str:
    version = written.strip()
    if re.match(r"v\d", version):
        version = version[1:]
    if version.lower() == "local":
        raise UserInputProblem(
            f"{_quoted(text)}: Studio does not know where your local build is.",
            remedy="Name its folder, for example http=./adaptors/packages/http.",
        )
    if version and (versions.is_range(version) or _TAG.fullmatch(version)):
        return version
    raise UserInputProblem(
        f"{_quoted(text)}: {_quoted(written)} is not a version.",
        remedy="Write a version such as 7.2.10, a range such as ^7, or a tag such as latest.",
    )


def _refuse_addresses(text: str) -> None:
    _, version = _split_version(text)
    address = any(_WEB_ADDRESS.search(part) for part in (text, version or ""))
    slashes = (version or "").count("/") or (0 if text.startswith("@") else text.count("/"))
    if (
        address
        or slashes
        or text.startswith((".", "/", "~", "\\"))
        or re.match(r"[A-Za-z]:\\", text)
    ):
        raise UserInputProblem(
            f"{_quoted(text)} is an address or a path, not the name of an adaptor.",
            means="Adaptors come from npm's registry by name and version, or from a folder.",
            remedy="For a build on this computer write its name and folder, "
            "for example http=./my-build.",
        )


def _local_path(path: str, text: str, folder: Path | None) -> Path:
    written = path.strip().strip("\"'")
    if not written or _WEB_ADDRESS.search(written):
        raise UserInputProblem(
            f"{_quoted(text)} names no folder on this computer.",
            remedy="Write the folder of a built adaptor after the equals sign, "
            "for example http=./my-build.",
        )
    return _expanded(written, folder)


def _expanded(path: str, folder: Path | None) -> Path:
    written = Path(path.strip().strip("\"'"))
    return Path(os.path.abspath((folder or Path.cwd()) / os.path.expanduser(written)))


def _quoted(text: str) -> str:
    shown = text if len(text) <= 80 else text[:77] + "…"
    return f"“{shown}”" if shown.isprintable() else repr(shown)
