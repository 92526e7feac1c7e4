"""The values of credentials on this computer: from a file, for this session, or sealed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QObject, Signal

from openfn_studio.errors import StudioError
from openfn_studio.workbench.given.credential_order import CredentialOrder, Source
from openfn_studio.workbench.given.sample_values import sample_body
from openfn_studio.workbench.given.sealed_values import SealedValues, SealingFact
from openfn_studio.workbench.lanes import Lane
from openfn_studio.workbench.projects.adaptor_facts import CredentialFieldFact
from openfn_studio.workbench.projects.adaptors import AdaptorBench
from openfn_studio.workbench.projects.project_bench import ProjectBench
from openfn_studio.workbench.running.subject import Subject
from openfn_studio.workbench.session import SessionBench


@dataclass(frozen=True, slots=True)
class CredentialFact:
    """A job's credential and where its values are. It never holds them."""

    job: str
    name: str | None
    source: Source
    file: Path | None = None

    @property
    def words(self) -> str:
        """What the source means, one sentence."""
        match self.source:
            case "none":
                return "This job names no credential."
            case "missing":
                return "Its values are not on this computer. Test mode runs with sample values."
            case "file":
                return f"Its values are read from {self.file.name if self.file else 'a file'}."
            case "session":
                return "Its values are kept in memory until OpenFn Studio closes."
            case "sealed":
                return "Its values are kept on this computer, sealed."


class CredentialBench(QObject):
    """Knows where each credential's values are. Values leave it only towards a run.

    Signals:
        changed: The ``CredentialFact`` of the job that is looked at.
        failed: The ``StudioError`` of values that were to be kept and are not.

    Args:
        project: Which credentials there are.
        adaptors: Which fields they have.
        session: Remembers which file a credential is read from; never a value.
        sealed: Where sealed values are.
        lane: Where sealed values are opened.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        project: ProjectBench,
        adaptors: AdaptorBench,
        session: SessionBench,
        sealed: SealedValues,
        lane: Lane,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._adaptors = adaptors
        self._session = session
        self._sealed = sealed
        self._lane = lane
        self._values: dict[str, Mapping[str, Any]] = {}
        self._subject: Subject | None = None

    # ------------------------------------------------------------ asking

    def look_at(self, subject: Subject) -> CredentialFact:
        """Turn to a job: calls that name none mean this one."""
        self._subject = subject
        return self.fact(subject)

    def fact(self, subject: Subject) -> CredentialFact:
        """Return where a job's credential values are."""
        name = subject.credential
        if not name:
            return CredentialFact(subject.key, None, "none")
        place = _id(subject, name)
        if place in self._values:
            return CredentialFact(subject.key, name, "session")
        kept = self._kept(subject).get(name)
        if isinstance(kept, str):
            return CredentialFact(subject.key, name, "file", Path(kept))
        is_sealed = self._sealed.has(place)
        return CredentialFact(subject.key, name, "sealed" if is_sealed else "missing")

    def names(self) -> tuple[str, ...]:
        """Return the project's credentials."""
        fact = self._project.fact
        return tuple(one.name for one in fact.project.credentials) if fact else ()

    def fields(self, subject: Subject) -> tuple[CredentialFieldFact, ...]:
        """Return the fields of a job's credential: as its adaptors say, else as the project does.

        What is not known yet is read; ``AdaptorBench.known_changed`` follows.
        """
        found = {
            each.key: each
            for adaptor in self._adaptors.details(subject.adaptors)
            for each in adaptor.credential_fields
        }
        for name in self._named_fields(subject):
            secret = not any(word in name.lower() for word in ("url", "host", "user"))
            found.setdefault(name, CredentialFieldFact(name, name, is_secret=secret))
        return tuple(found.values())

    def order(self, subject: Subject) -> CredentialOrder:
        """Return how a run of a job gets its credential."""
        fact = self.fact(subject)
        place = _id(subject, fact.name or "")
        return CredentialOrder(
            fact.name,
            fact.source,
            fact.file,
            place,
            self._values.get(place),
            sample_body(self._named_fields(subject), self.fields(subject)),
        )

    def sealing_fact(
        self,
        on_done: Callable[[SealingFact], None],
        on_failed: Callable[[StudioError], None],
        owner: QObject,
    ) -> None:
        """Say whether values can be kept sealed; the first time this may ask the keychain."""
        self._lane.run(lambda _: self._sealed.fact(), on_done, on_failed, owner=owner)

    # ------------------------------------------------------------ giving values

    def use_file(self, subject: Subject, file: Path) -> None:
        """Read a credential's values from a JSON file, at each run anew."""
        if subject.credential:
            self._values.pop(_id(subject, subject.credential), None)
            self._keep_file(subject, file)

    def keep_for_session(self, subject: Subject, values: Mapping[str, Any]) -> None:
        """Keep a credential's values in memory until the program ends."""
        if subject.credential:
            self._values[_id(subject, subject.credential)] = dict(values)
            self.changed.emit(self.fact(subject))

    def keep_sealed(
        self, subject: Subject, values: Mapping[str, Any], passphrase: str = ""
    ) -> None:
        """Keep a credential's values on this computer, sealed; ``changed`` or ``failed`` follows.

        Args:
            subject: Whose credential.
            values: Its values.
            passphrase: Opens the vault first, or begins one where there is no keychain.
        """
        name = subject.credential
        if not name:
            return
        place, sealed, kept = _id(subject, name), self._sealed, dict(values)

        def work(_: object) -> None:
            if passphrase:
                sealed.use_passphrase(passphrase)
            sealed.keep(place, kept)

        def done(_: object) -> None:
            self._values.pop(place, None)
            self._keep_file(subject, None)

        self._lane.run(work, done, self.failed.emit, owner=self)

    def forget(self, subject: Subject) -> None:
        """Forget a credential's values on this computer."""
        if subject.credential:
            place = _id(subject, subject.credential)
            self._values.pop(place, None)
            self._sealed.forget(place)
            self._keep_file(subject, None)

    # ------------------------------------------------------------ inside

    def _named_fields(self, subject: Subject) -> tuple[str, ...]:
        fact = self._project.fact
        credentials = fact.project.credentials if fact else ()
        named = next((one for one in credentials if one.name == subject.credential), None)
        return named.fields if named else ()

    def _kept(self, subject: Subject) -> dict[str, Any]:
        kept: object = self._session.get(_key(subject), {})
        return dict(cast(dict[str, Any], kept)) if isinstance(kept, dict) else {}

    def _keep_file(self, subject: Subject, file: Path | None) -> None:
        kept = {**self._kept(subject), subject.credential or "": str(file) if file else None}
        kept = {name: path for name, path in kept.items() if path}
        self._session.set(_key(subject), kept or None)
        self.changed.emit(self.fact(subject))


def _id(subject: Subject, name: str) -> str:
    return f"{subject.project_key}\n{name}"


def _key(subject: Subject) -> str:
    return f"credentials:{subject.project_key}"
