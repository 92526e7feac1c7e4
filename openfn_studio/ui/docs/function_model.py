"""Functions of adaptors as a list, filtered by words."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from openfn_studio.workbench.projects.adaptor_facts import AdaptorFact, FunctionFact

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """A function and the adaptor that gives it."""

    function: FunctionFact
    origin: str
    """``http@7.2.10``."""


class FunctionModel(QAbstractListModel):
    """Every function once: each adaptor's own first, what is common last; documented ones first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[Entry] = []
        self._shown: list[Entry] = []
        self._words = ""

    def show_adaptors(self, facts: Sequence[AdaptorFact]) -> None:
        """Take the functions of these adaptors."""
        entries = [Entry(each, fact.specifier) for fact in facts for each in fact.functions]
        entries.sort(key=lambda entry: (entry.function.is_common, not entry.function.has_docs))
        known: dict[str, Entry] = {}
        for entry in entries:
            known.setdefault(entry.function.name, entry)
        self.beginResetModel()
        self._all = list(known.values())
        self._shown = [entry for entry in self._all if _matches(entry, self._words)]
        self.endResetModel()

    def filter(self, words: str) -> None:
        """Show the functions in which every word occurs; those named so come first."""
        self.beginResetModel()
        self._words = words
        found = [entry for entry in self._all if _matches(entry, words)]
        self._shown = sorted(found, key=lambda entry: _rank(entry, words))
        self.endResetModel()

    def entry(self, row: int) -> Entry:
        """Return the function of a row."""
        return self._shown[row]

    def row_of(self, name: str) -> int | None:
        """Return where a function is shown; None when it is not."""
        names = [entry.function.name for entry in self._shown]
        return names.index(name) if name in names else None

    def has(self, name: str) -> bool:
        """Tell whether there is such a function, shown or not."""
        return any(entry.function.name == name for entry in self._all)

    @property
    def total(self) -> int:
        """How many functions there are, shown or not."""
        return len(self._all)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many functions are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name, or all that is said in a row."""
        if not index.isValid() or not 0 <= index.row() < len(self._shown):
            return None
        function = self._shown[index.row()].function
        if role == Qt.ItemDataRole.DisplayRole:
            return function.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return ". ".join(filter(None, (function.signature, function.summary)))
        return None


def _matches(entry: Entry, words: str) -> bool:
    function = entry.function
    text = f"{function.signature} {function.description}".casefold()
    return all(word in text for word in words.casefold().split())


def _rank(entry: Entry, words: str) -> int:
    name, wanted = entry.function.name.casefold(), words.casefold().strip()
    if not wanted or name.startswith(wanted):
        return 0
    return 1 if wanted in name else 2
