"""What an adaptor wants in its credential, as a table."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStackedWidget, QStyleOptionViewItem

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.drawing import put
from openfn_studio.ui.widgets.empty_state import EmptyState
from openfn_studio.ui.widgets.table_view import CellDelegate, TableView
from openfn_studio.workbench.projects.adaptor_facts import AdaptorFact, CredentialFieldFact

Index = QModelIndex | QPersistentModelIndex
HEADS = ("Key", "Type", "Needed", "Secret", "Meaning", "Example")
_WIDTHS = [130, 80, 70, 70, 200, 160]


class CredentialModel(QAbstractTableModel):
    """The fields of a credential, a row each."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields: tuple[CredentialFieldFact, ...] = ()

    def show_fields(self, fields: Sequence[CredentialFieldFact]) -> None:
        """Take other fields."""
        self.beginResetModel()
        self._fields = tuple(fields)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many fields there are."""
        return 0 if parent.isValid() else len(self._fields)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's head."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section] if 0 <= section < len(HEADS) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text of a cell; the whole meaning as tooltip."""
        if not index.isValid() or not 0 <= index.row() < len(self._fields):
            return None
        field = self._fields[index.row()]
        cells = _cells(field)
        if role == Qt.ItemDataRole.DisplayRole:
            return cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return field.description or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADS[index.column()]}: {cells[index.column()] or 'empty'}"
        return None


def _cells(field: CredentialFieldFact) -> tuple[str, ...]:
    kind = f"{field.type}, {field.format}" if field.format else field.type
    example = ", ".join(field.choices) or field.placeholder
    if not example and field.default is not None:
        example = f"{field.default} (default)"
    meaning = field.description or field.title
    needed, secret = ("yes" if holds else "" for holds in (field.is_required, field.is_secret))
    return (field.key, kind, needed, secret, meaning, example)


class _FieldDelegate(CellDelegate):
    """Keys and examples in the code font."""

    def content(
        self, painter: QPainter, rect: QRectF, index: Index, option: QStyleOptionViewItem
    ) -> None:
        """Draw a cell."""
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        is_code = index.column() in (0, 5)
        role = "property" if index.column() == 0 else "text_muted"
        font = self.look.font(SMALL, mono=is_code)
        put(painter, rect.left(), rect, text, self.look.colour(role), font)


class CredentialTable(QStackedWidget):
    """The table, or why there is none."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.model = CredentialModel(self)
        self._table = TableView(look, 30)
        self._table.setAccessibleName("Credential fields")
        self._delegate = _FieldDelegate(look, 30)
        self._table.setItemDelegate(self._delegate)
        self._table.setModel(self.model)
        look.changed.connect(self._rescale)
        self._rescale()
        self._empty = EmptyState(look, "key-round", "", "")
        self.addWidget(self._table)
        self.addWidget(self._empty)

    def show_adaptor(self, fact: AdaptorFact) -> None:
        """Show the credential of an adaptor."""
        self.model.show_fields(fact.credential_fields)
        self.setCurrentWidget(self._table if fact.credential_fields else self._empty)
        if fact.says_credential:
            self._empty.say("It needs no credential.", "Its schema has no fields.")
        else:
            self._empty.say(
                "It does not say what its credential holds.",
                "A job can be given a credential all the same, as JSON.",
            )

    def _rescale(self) -> None:
        self._table.set_widths(_WIDTHS, 4)
