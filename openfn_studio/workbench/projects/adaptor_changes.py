"""Installing and removing adaptors as tasks: with progress, cancel, and an end in words."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from openfn_studio.adaptors import specifier
from openfn_studio.adaptors.npm import Npm
from openfn_studio.adaptors.package import cautions
from openfn_studio.adaptors.progress import Progress as NpmProgress
from openfn_studio.adaptors.repository import Repository
from openfn_studio.domain.adaptor import AdaptorSpec
from openfn_studio.errors import StudioError
from openfn_studio.workbench.lanes import Ticket
from openfn_studio.workbench.projects.adaptor_facts import InstallEnd, InstallFact
from openfn_studio.workbench.tasks import Progress, TaskBench

_Tell = Callable[[Progress], None]


@dataclass(slots=True)
class _OnItsWay:
    task: int
    fact: InstallFact


class AdaptorChanges(QObject):
    """Changes what is on this computer; each specifier once at a time.

    Signals:
        under_way_changed: What is on now, a tuple of ``InstallFact``.
        ended: An ``InstallEnd`` after success or failure; not after ``cancel``.
    """

    under_way_changed = Signal(object)
    ended = Signal(object)

    def __init__(
        self, repository: Repository, tasks: TaskBench, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._repository = repository
        self._tasks = tasks
        self._under_way: dict[str, _OnItsWay] = {}
        tasks.changed.connect(self._on_tasks_changed)

    @property
    def under_way(self) -> tuple[InstallFact, ...]:
        """What is on now, the oldest first."""
        return tuple(each.fact for each in self._under_way.values())

    def install(self, spec: str) -> None:
        """Install what ``spec`` means now, or repair it when it is damaged.

        A specifier that cannot be one ends at once, in ``ended``.
        """

        def work(ticket: Ticket, tell: _Tell) -> InstallEnd:
            installed = self._repository.install(
                specifier.parse(spec), lambda news: tell(_spoken(news)), ticket.cancelled
            )
            shown = specifier.display(AdaptorSpec(installed.name, installed.version))
            warned = cautions(installed, Npm.bundled().node_version())
            return InstallEnd(spec, f"{shown} is installed.", shown, warned)

        self._start(InstallFact(spec, "Asking npm"), f"Installing {spec}", work)

    def remove(self, spec: str) -> None:
        """Remove one version, or all of an adaptor when ``spec`` names none."""

        def work(ticket: Ticket, tell: _Tell) -> InstallEnd:
            removed = self._repository.remove(
                specifier.parse(spec), lambda news: tell(_spoken(news)), ticket.cancelled
            )
            shown = [specifier.display(AdaptorSpec(each.name, each.version)) for each in removed]
            verb = "was" if len(shown) == 1 else "were"
            return InstallEnd(spec, f"{', '.join(shown)} {verb} removed.", is_removal=True)

        self._start(InstallFact(spec, "Removing", is_removal=True), f"Removing {spec}", work)

    def cancel(self, spec: str) -> None:
        """Stop what is on for ``spec``; nothing was changed then."""
        found = self._under_way.pop(spec, None)
        if found:
            self._tasks.cancel(found.task)
            self.under_way_changed.emit(self.under_way)

    def _start(
        self, fact: InstallFact, title: str, work: Callable[[Ticket, _Tell], InstallEnd]
    ) -> None:
        spec = fact.specifier
        if spec in self._under_way:
            return

        def failed(problem: StudioError) -> None:
            self._end(InstallEnd(spec, problem=problem, is_removal=fact.is_removal))

        task = self._tasks.run(title, work, self._end, failed, owner=self)
        self._under_way[spec] = _OnItsWay(task, fact)
        self.under_way_changed.emit(self.under_way)

    def _end(self, end: InstallEnd) -> None:
        self._under_way.pop(end.specifier, None)
        self.under_way_changed.emit(self.under_way)
        self.ended.emit(end)

    def _on_tasks_changed(self, _: object) -> None:
        """Take over news of progress, and let go what was cancelled in the list of tasks."""
        texts = {task.id: task.progress.text for task in self._tasks.tasks}
        before = self.under_way
        for spec, each in tuple(self._under_way.items()):
            if each.task in texts:
                each.fact = replace(each.fact, text=texts[each.task])
            else:
                del self._under_way[spec]
        if self.under_way != before:
            self.under_way_changed.emit(self.under_way)


def _spoken(news: NpmProgress) -> Progress:
    """Return news in the window's words: npm's own sentence, and how long it has been."""
    if news.elapsed_s < 1:
        return Progress(news.text)
    return Progress(f"{news.text.removesuffix('.')}, {news.elapsed_s:.0f} s")
