"""What an installed adaptor is: everything the program shows of it, read without running it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from openfn_studio.adaptors import versions
from openfn_studio.adaptors.credential_schema import CredentialSchema, read_credential_schema
from openfn_studio.adaptors.docs import read_docs
from openfn_studio.adaptors.exports import Exports, read_exports
from openfn_studio.adaptors.failures import AdaptorBroken
from openfn_studio.adaptors.function_doc import FunctionDoc
from openfn_studio.adaptors.package_file import PackageFile, read_package_file
from openfn_studio.domain.adaptor import InstalledAdaptor

_CHANGELOG_LIMIT = 2_000_000
_DATABASES = frozenset(
    {
        "pg",
        "mysql",
        "mysql2",
        "mssql",
        "tedious",
        "mongodb",
        "redis",
        "ioredis",
        "duckdb",
        "oracledb",
    }
)
_FILE_SERVERS = frozenset({"ssh2-sftp-client", "ssh2", "ftp", "basic-ftp", "@aws-sdk/client-s3"})
_HTTP_CLIENTS = frozenset(
    {"undici", "axios", "request", "superagent", "node-fetch", "got", "@openfn/language-http"}
)


class ConnectionKind(StrEnum):
    """How an adaptor reaches the system it is for."""

    NONE = "none"
    """It works on the state alone and needs no credential."""
    WEB_API = "web API"
    OAUTH = "web API, signed in with OAuth"
    DATABASE = "database"
    FILE_SERVER = "file server"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AdaptorDetails:
    """An installed adaptor as it is shown to people."""

    name: str
    version: str
    path: Path
    description: str
    homepage: str
    license: str
    connection: ConnectionKind
    exports: Exports
    credential: CredentialSchema
    functions: tuple[FunctionDoc, ...]
    changelog: str
    """The text of CHANGELOG.md; empty when the package carries none, as most published ones."""
    problems: tuple[str, ...]
    """Whole sentences about files of the package that could not be read."""


def describe(installed: InstalledAdaptor) -> AdaptorDetails:
    """Return what the package of ``installed`` says about itself.

    A broken schema or documentation file becomes one of ``problems``; the rest is still there.

    Raises:
        AdaptorBroken: The package cannot be loaded at all.
    """
    package = read_package_file(installed.path)
    exports = read_exports(package)
    problems: list[str] = []
    credential, functions = CredentialSchema(), tuple[FunctionDoc, ...]()
    try:
        credential = read_credential_schema(package.folder)
    except AdaptorBroken as problem:
        problems.append(f"The credential schema cannot be used. {problem}")
    try:
        functions = read_docs(package, exports)
    except AdaptorBroken as problem:
        problems.append(f"The documentation cannot be used. {problem}")
    return AdaptorDetails(
        installed.name,
        installed.version,
        installed.path,
        package.description,
        package.homepage,
        package.license,
        _connection(package, credential),
        exports,
        credential,
        functions,
        _changelog(package.folder),
        tuple(problems),
    )


def exports_of(installed: InstalledAdaptor) -> Exports:
    """Return the names a job can use of ``installed``; quick after the first time.

    Raises:
        AdaptorBroken: The package cannot be loaded.
    """
    package = read_package_file(installed.path)
    stamps = tuple((str(path), path.stat().st_mtime_ns) for path in package.entries)
    return _exports(installed.path, stamps)


def export_names(installed: InstalledAdaptor) -> frozenset[str]:
    """Return the exported names of ``installed``: functions and namespaces such as ``http``.

    Raises:
        AdaptorBroken: The package cannot be loaded.
    """
    return exports_of(installed).names


def write_only_keys(installed: InstalledAdaptor) -> tuple[str, ...]:
    """Return the credential keys the adaptor marks as secret, for redaction.

    A schema that cannot be read marks none: redaction then goes by the names of keys.
    """
    try:
        return read_credential_schema(installed.path).write_only
    except AdaptorBroken:
        return ()


def cautions(installed: InstalledAdaptor, node_version: str) -> tuple[str, ...]:
    """Return, in whole sentences, why ``installed`` may not work in a run; empty when all is well.

    Args:
        installed: The adaptor.
        node_version: The version of Node that runs it, e.g. ``24.19.0``.

    Raises:
        AdaptorBroken: The package cannot be loaded.
    """
    package = read_package_file(installed.path)
    shown = f"{installed.name} {installed.version}"
    told: list[str] = []
    node = versions.parse_exact(node_version)
    known = node and versions.is_range(package.node)
    if package.node and node and known and not versions.satisfies(node, package.node):
        told.append(
            f"{shown} asks for Node.js {package.node}, and jobs run on {node_version}: it may fail."
        )
    names = exports_of(installed).names
    if not names:
        told.append(f"{shown} exports nothing a job could use: it does not look like an adaptor.")
    elif "execute" not in names:
        told.append(
            f"{shown} has no execute function, so it may be no adaptor: "
            "its operations run one after another without any preparation."
        )
    return tuple(told)


@lru_cache(maxsize=128)
def _exports(folder: Path, _stamps: tuple[tuple[str, int], ...]) -> Exports:
    return read_exports(read_package_file(folder))


def _connection(package: PackageFile, credential: CredentialSchema) -> ConnectionKind:
    needs = frozenset(package.dependencies)
    keys = {field.key.lower() for field in credential.fields}
    if credential.is_oauth:
        return ConnectionKind.OAUTH
    if needs & _DATABASES or "database" in keys:
        return ConnectionKind.DATABASE
    if needs & _FILE_SERVERS:
        return ConnectionKind.FILE_SERVER
    if package.name == "@openfn/language-common":
        return ConnectionKind.NONE
    web_keys = {key for key in keys if "url" in key or "token" in key or key == "host"}
    if web_keys or needs & _HTTP_CLIENTS:
        return ConnectionKind.WEB_API
    return ConnectionKind.UNKNOWN if keys or needs else ConnectionKind.NONE


def _changelog(folder: Path) -> str:
    for name in ("CHANGELOG.md", "changelog.md", "HISTORY.md"):
        path = folder / name
        if path.is_file():
            with path.open("rb") as file:
                return file.read(_CHANGELOG_LIMIT).decode("utf-8", "replace")
    return ""
