"""Turns what the adaptor repository says into the facts the window shows; runs on a lane."""

import os
from pathlib import Path

from openfn_studio.adaptors import specifier, versions
from openfn_studio.adaptors.credential_schema import CredentialField
from openfn_studio.adaptors.failures import AdaptorBroken
from openfn_studio.adaptors.function_doc import FunctionDoc, ParameterDoc
from openfn_studio.adaptors.npm import Published
from openfn_studio.adaptors.package import AdaptorDetails, ConnectionKind, describe
from openfn_studio.adaptors.repository import Repository
from openfn_studio.domain.adaptor import InstalledAdaptor
from openfn_studio.workbench.projects.adaptor_facts import (
    AdaptorFact,
    ConnectionFact,
    CredentialFieldFact,
    ExampleFact,
    FunctionFact,
    InstalledFact,
    ParameterFact,
    PublishedFact,
)

CONNECTIONS = {
    ConnectionKind.NONE: ConnectionFact("No connection", "unplug"),
    ConnectionKind.WEB_API: ConnectionFact("Web API", "globe"),
    ConnectionKind.OAUTH: ConnectionFact("Web API with OAuth", "fingerprint"),
    ConnectionKind.DATABASE: ConnectionFact("Database", "database"),
    ConnectionKind.FILE_SERVER: ConnectionFact("File server", "folder-sync"),
    ConnectionKind.UNKNOWN: ConnectionFact("Not known", "circle-help"),
}


def adaptor_fact(installed: InstalledAdaptor) -> AdaptorFact:
    """Return everything that is shown of an installed adaptor.

    Raises:
        AdaptorBroken: The package cannot be loaded at all.
    """
    details = describe(installed)
    return AdaptorFact(
        name=details.name,
        short_name=specifier.short_name(details.name),
        version=details.version,
        description=details.description,
        homepage=details.homepage,
        license=details.license,
        connection=CONNECTIONS[details.connection],
        functions=_functions(details),
        exports=details.exports.names,
        namespaces=dict(details.exports.namespaces),
        credential_fields=tuple(map(_credential_field, details.credential.fields)),
        says_credential=details.credential.is_given,
        is_oauth=details.credential.is_oauth,
        changelog=details.changelog,
        folder=str(details.path),
        problems=details.problems,
        is_shipped=details.name == specifier.STANDIN,
    )


def installed_facts(repository: Repository) -> tuple[InstalledFact, ...]:
    """Return every adaptor on this computer, damaged ones too, by name, newest version first.

    Sizes are counted, which may take seconds for many adaptors.
    """
    facts = [_installed_fact(installed) for installed in repository.list()]
    facts += [
        InstalledFact(spec.name, specifier.short_name(spec.name), spec.version or "", damage=damage)
        for spec, damage in repository.damaged()
    ]
    # Sorting is stable: newest first, then by name, what ships with the program first of all.
    facts.sort(key=lambda fact: _order(fact.version), reverse=True)
    return tuple(sorted(facts, key=lambda fact: (not fact.is_shipped, fact.short_name)))


def published_fact(published: Published) -> PublishedFact:
    """Return what npm said of an adaptor."""
    latest = published.tags.get("latest", "")
    short = specifier.short_name(published.name)
    return PublishedFact(published.name, short, published.newest_first(), latest)


def _installed_fact(installed: InstalledAdaptor) -> InstalledFact:
    short = specifier.short_name(installed.name)
    try:
        details = describe(installed)
    except AdaptorBroken as problem:
        return InstalledFact(installed.name, short, installed.version, damage=str(problem))
    return InstalledFact(
        installed.name,
        short,
        installed.version,
        details.description,
        CONNECTIONS[details.connection],
        _size_of(_whole_folder(installed)),
        is_shipped=installed.name == specifier.STANDIN,
    )


def _whole_folder(installed: InstalledAdaptor) -> Path:
    """Return the folder of a version with all it needs: the one above ``node_modules``."""
    for folder in installed.path.parents:
        if folder.name == "node_modules":
            return folder.parent
    return installed.path


def _size_of(folder: Path) -> int | None:
    try:
        return sum(
            os.lstat(os.path.join(place, name)).st_size
            for place, _, names in os.walk(folder)
            for name in names
        )
    except OSError:
        return None


def _order(version: str) -> tuple[bool, object]:
    exact = versions.parse_exact(version)
    return (exact is not None, exact or version)


def _functions(details: AdaptorDetails) -> tuple[FunctionFact, ...]:
    return tuple(
        _function(doc) for doc in details.functions if not doc.is_private and doc.name != "execute"
    )


def _function(doc: FunctionDoc) -> FunctionFact:
    return FunctionFact(
        doc.name,
        doc.signature,
        tuple(map(_parameter, doc.parameters)),
        doc.description,
        tuple(ExampleFact(example.code, example.caption) for example in doc.examples),
        doc.returns,
        doc.returns_description,
        doc.is_common,
        doc.deprecated,
        doc.has_docs,
    )


def _parameter(doc: ParameterDoc) -> ParameterFact:
    return ParameterFact(
        doc.name,
        doc.type,
        doc.description,
        doc.is_optional,
        doc.is_rest,
        doc.default,
        tuple(map(_parameter, doc.members)),
    )


def _credential_field(field: CredentialField) -> CredentialFieldFact:
    return CredentialFieldFact(
        field.key,
        field.title,
        field.type,
        field.format,
        field.required,
        field.write_only,
        field.placeholder,
        field.description,
        field.choices,
        field.default,
    )
