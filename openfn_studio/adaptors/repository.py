"""The adaptors on this computer and how they come here: resolve, install, list, remove."""

import re
from pathlib import Path

from openfn_studio.adaptors import failures, specifier, versions
from openfn_studio.adaptors.failures import AdaptorMissing, NpmUnreachable
from openfn_studio.adaptors.npm import Npm, Published
from openfn_studio.adaptors.package_file import read_package_file
from openfn_studio.adaptors.progress import Cancel, Progress, ProgressSink, silent
from openfn_studio.adaptors.remembered import Memory
from openfn_studio.adaptors.shelf import Shelf
from openfn_studio.clock import Clock
from openfn_studio.domain.adaptor import AdaptorSpec, InstalledAdaptor
from openfn_studio.errors import (
    EnvironmentProblem,
    RemoteProblem,
    StudioError,
    UserInputProblem,
)


class Repository:
    """Every adaptor a job can use here; safe for several threads and processes at once.

    Args:
        folder: The adaptors folder of the user data.
        npm: How packages are fetched.
        clock: Decides when npm is asked again.
        standin: The folder of the adaptor that ships with this program.
    """

    def __init__(self, folder: Path, npm: Npm, clock: Clock, standin: Path) -> None:
        self._shelf = Shelf(folder, clock)
        self._npm = npm
        self._clock = clock
        self._standin = standin

    # ------------------------------------------------------------------ resolving

    def resolve(
        self,
        spec: AdaptorSpec,
        *,
        may_use_npm: bool,
        progress: ProgressSink = silent,
        cancel: Cancel | None = None,
    ) -> InstalledAdaptor:
        """Return the adaptor a run will load for ``spec``.

        With npm, a version that is not here is installed, and "latest", a tag or a range means
        what npm says (asked at most hourly); when npm does not answer, the newest fitting one on
        this computer is used and ``progress`` says so. Without npm (test mode) only what is
        installed counts, and no process is started.

        Raises:
            AdaptorMissing: Without npm, nothing on this computer fits.
            AdaptorBroken: A local build or an installed version cannot be loaded.
            StudioError: See ``failures`` for what npm and the disk can refuse.
        """
        fixed = self._fixed(spec)
        if fixed:
            return fixed
        if not may_use_npm:
            return self._installed_for(spec)
        if not specifier.is_floating(spec):
            return self._have(spec.name, spec.version or "", progress, cancel)
        return self._floating(spec, progress, cancel)

    def install(
        self, spec: AdaptorSpec, progress: ProgressSink = silent, cancel: Cancel | None = None
    ) -> InstalledAdaptor:
        """Install what ``spec`` means now, asking npm afresh for anything but an exact version.

        A version that is already here and whole is returned as it is; a damaged one is repaired.

        Raises:
            StudioError: See ``failures``.
        """
        fixed = self._fixed(spec)
        if fixed:
            return fixed
        version = spec.version or ""
        if specifier.is_floating(spec):
            version = self._chosen(spec, self._ask(spec.name, cancel))
        return self._have(spec.name, version, progress, cancel)

    def published(self, name: str, cancel: Cancel | None = None) -> Published:
        """Return the versions and tags npm has of ``name``, remembering the answer.

        Raises:
            StudioError: See ``failures``.
        """
        return self._ask(name, cancel)

    # ------------------------------------------------------------------ what is here

    def list(self) -> tuple[InstalledAdaptor, ...]:
        """Return every whole adaptor on this computer: the shipped one, then newest versions first.

        What died installations left behind is removed on the way.
        """
        self._shelf.sweep()
        found = [self._shelf.get(name, version) for name, version in self._shelf.all()]
        return (self._shipped(), *(adaptor for adaptor in found if adaptor))

    def damaged(self) -> tuple[tuple[AdaptorSpec, str], ...]:
        """Return every damaged installation with a sentence that says what is wrong."""
        found = [(spec, self._shelf.damage(*spec)) for spec in self._shelf.all()]
        return tuple((AdaptorSpec(*spec), damage) for spec, damage in found if damage)

    def remove(
        self, spec: AdaptorSpec, progress: ProgressSink = silent, cancel: Cancel | None = None
    ) -> tuple[InstalledAdaptor | AdaptorSpec, ...]:
        """Remove one installed version, or all of an adaptor when ``spec`` names none.

        Returns:
            What was removed, damaged installations as their specifiers.

        Raises:
            AdaptorMissing: Nothing of the kind is installed.
            UserInputProblem: ``spec`` is a local build or the shipped adaptor.
            EnvironmentProblem: The disk refused.
        """
        if spec.path or spec.name == specifier.STANDIN:
            what = "a folder of yours" if spec.path else "part of this program"
            raise UserInputProblem(
                f"{specifier.display(spec)} is {what} and is not removed here.",
                remedy="Only adaptors installed from npm are.",
            )
        removed: list[InstalledAdaptor | AdaptorSpec] = []
        for name, version in self._shelf.all():
            if name == spec.name and spec.version in (None, version):
                whole = self._shelf.get(name, version)
                with self._shelf.locked(name, version, progress, cancel):
                    self._shelf.discard(name, version)
                removed.append(whole or AdaptorSpec(name, version))
        if not removed:
            raise AdaptorMissing(
                f"{specifier.display(spec)} is not installed.", remedy=self._here(spec.name)
            )
        return tuple(removed)

    # ------------------------------------------------------------------ inside

    def _fixed(self, spec: AdaptorSpec) -> InstalledAdaptor | None:
        """Return an adaptor that needs no npm: a local build or the shipped one."""
        if spec.path:
            package = read_package_file(spec.path)
            return InstalledAdaptor(package.name, package.version, spec.path)
        if spec.name != specifier.STANDIN:
            return None
        shipped = self._shipped()
        exact = versions.parse_exact(shipped.version)
        wanted = spec.version
        fits = wanted in (None, "latest") or (exact and versions.satisfies(exact, wanted or ""))
        if not fits:
            raise failures.version_unknown(spec.name, wanted or "", (shipped.version,))
        return shipped

    def _shipped(self) -> InstalledAdaptor:
        package = read_package_file(self._standin)
        return InstalledAdaptor(package.name, package.version, self._standin)

    def _installed_for(self, spec: AdaptorSpec) -> InstalledAdaptor:
        """Return the installed adaptor that fits ``spec``, asking nobody."""
        version = self._best_installed(spec)
        installed = self._shelf.get(spec.name, version) if version else None
        if not installed:
            raise self._missing(spec)
        return installed

    def _best_installed(self, spec: AdaptorSpec) -> str | None:
        here = self._shelf.versions(spec.name)
        wanted = spec.version or "latest"
        if versions.parse_exact(wanted):
            return wanted if wanted in here else None
        if versions.is_range(wanted):
            return versions.newest(here, wanted)
        answer = self._memory(spec.name).answer()
        tagged = answer.tags.get(wanted) if answer else None
        if tagged in here:
            return tagged
        return versions.newest(here) if wanted == "latest" else None

    def _floating(
        self, spec: AdaptorSpec, progress: ProgressSink, cancel: Cancel | None
    ) -> InstalledAdaptor:
        """Return what a tag or range means, and fall back to what is here when npm is away."""
        fallback = self._best_installed(spec)
        memory = self._memory(spec.name)
        try:
            if fallback and memory.failed_lately():
                raise failures.unreachable(specifier.display(spec))
            answer = memory.answer() if memory.is_fresh() else None
            chosen = self._chosen(spec, answer or self._ask(spec.name, cancel))
            return self._have(spec.name, chosen, progress, cancel)
        except (RemoteProblem, EnvironmentProblem) as problem:
            if isinstance(problem, NpmUnreachable) and not memory.failed_lately():
                memory.keep_failure()
            installed = self._shelf.get(spec.name, fallback) if fallback else None
            if not installed:
                raise self._with_what_is_here(problem, spec.name) from problem
            progress(
                Progress(
                    f"{problem.what} Using {installed.version}, the newest on this computer "
                    "that fits."
                )
            )
            return installed

    def _ask(self, name: str, cancel: Cancel | None) -> Published:
        published = self._npm.published(name, self._shelf.questions_folder(), cancel)
        self._memory(name).keep(published)
        return published

    def _chosen(self, spec: AdaptorSpec, published: Published) -> str:
        """Return the version that ``spec`` means among those npm has."""
        wanted = spec.version or "latest"
        if versions.is_range(wanted):
            chosen = versions.newest(published.versions, wanted)
        else:
            chosen = published.tags.get(wanted)
            if not chosen and wanted == "latest":
                chosen = versions.newest(published.versions)
        if not chosen:
            raise failures.version_unknown(spec.name, wanted, published.newest_first())
        return chosen

    def _have(
        self, name: str, version: str, progress: ProgressSink, cancel: Cancel | None
    ) -> InstalledAdaptor:
        """Return an exact version, installing or repairing it first when it is not whole."""
        exact = versions.parse_exact(version)
        if not exact:
            raise failures.version_unknown(name, version, ())
        version = str(exact)
        installed = self._shelf.get(name, version)
        if installed:
            return installed
        self._shelf.sweep()
        with self._shelf.locked(name, version, progress, cancel):
            # Whoever held the lock before may have installed the very same.
            installed = self._shelf.get(name, version)
            return installed or self._fetch(name, version, progress, cancel)

    def _fetch(
        self, name: str, version: str, progress: ProgressSink, cancel: Cancel | None
    ) -> InstalledAdaptor:
        damage = self._shelf.damage(name, version)
        if damage:
            short = f"{specifier.short_name(name)} {version}"
            progress(Progress(f"{short} is damaged: {damage} It is installed again."))
        try:
            with self._shelf.staging(name, version) as folder:
                self._npm.install(name, version, folder, progress, cancel)
                return self._shelf.settle(folder, name, version)
        except failures.VersionUnknown as problem:
            raise self._with_versions(problem, name, version, cancel) from problem
        except NpmUnreachable as problem:
            raise self._with_what_is_here(problem, name) from problem

    def _with_versions(
        self, problem: StudioError, name: str, version: str, cancel: Cancel | None
    ) -> StudioError:
        """Return the error for an unknown version with the versions npm has, when it says them."""
        try:
            published = self._ask(name, cancel)
        except StudioError:
            return problem
        return failures.version_unknown(name, version, published.newest_first())

    def _with_what_is_here(self, problem: StudioError, name: str) -> StudioError:
        remedy = f"{problem.remedy} {self._here(name)}".strip()
        return type(problem)(problem.what, means=problem.means, remedy=remedy)

    def _missing(self, spec: AdaptorSpec) -> AdaptorMissing:
        shown = specifier.display(spec)
        damage = ""
        if spec.version and versions.parse_exact(spec.version):
            damage = self._shelf.damage(spec.name, spec.version)
        state = f"is damaged: {damage}" if damage else "is not on this computer."
        return AdaptorMissing(
            f"The adaptor {shown} {state}",
            means="Test mode and offline work use only what is installed.",
            remedy=f"Install it: openfn-studio adaptors install {_shell_word(shown)}. "
            f"{self._here(spec.name)}".strip(),
        )

    def _here(self, name: str) -> str:
        here = self._shelf.versions(name)
        if not here:
            return ""
        return f"On this computer is {specifier.short_name(name)} {', '.join(here)}."

    def _memory(self, name: str) -> Memory:
        return Memory(self._shelf.note_file(name), name, self._clock)


def _shell_word(text: str) -> str:
    """Return ``text`` as one word for every usual shell."""
    return text if re.fullmatch(r"[\w@/.-]+", text) else f'"{text}"'
