"""When a breakpoint holds: an expression on the state, and whether it is on."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL
from openfn_studio.ui.widgets.check import Check
from openfn_studio.ui.widgets.dialog import Dialog
from openfn_studio.ui.widgets.label import Label
from openfn_studio.workbench.editing.buffer import BufferId
from openfn_studio.workbench.running.breakpoints import BreakpointBench, BreakpointFact

_WIDTH = 420


class ConditionDialog(Dialog):
    """Edits one breakpoint; nothing changes until it is accepted.

    Args:
        look: The look.
        breakpoints: Where it is kept.
        buffer_id: The job's buffer.
        point: The breakpoint.
        parent: The window.
    """

    def __init__(
        self,
        look: Look,
        breakpoints: BreakpointBench,
        buffer_id: BufferId,
        point: BreakpointFact,
        parent: QWidget | None,
    ) -> None:
        super().__init__(look, "Breakpoint condition", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._breakpoints = breakpoints
        self._place = (buffer_id, point.operation)
        head = f"Wait before operation {point.operation + 1}, {point.name}, when"
        label = Label(look, head, SMALL, 500)
        self.condition = QLineEdit(point.condition)
        self.condition.setFont(look.font(SMALL, mono=True))
        self.condition.setPlaceholderText("state.data.items.length > 3")
        self.condition.setAccessibleName(head)
        label.setBuddy(self.condition)
        note = "A JavaScript expression on state. Empty: always. One that fails also waits."
        self.is_enabled = Check(look, "Breakpoint is on")
        self.is_enabled.setChecked(point.is_enabled)
        self.body.addWidget(label)
        self.body.addWidget(self.condition)
        self.body.addWidget(Label(look, note, SMALL, tone="muted", wrap=True))
        self.body.addWidget(self.is_enabled)
        self.add_button("Cancel").clicked.connect(self.reject)
        self.add_button("Set condition", primary=True).clicked.connect(self.accept)
        self.accepted.connect(self._keep)
        self.setMinimumWidth(look.px(_WIDTH))
        self.condition.setFocus()

    def _keep(self) -> None:
        self._breakpoints.set_condition(*self._place, self.condition.text())
        self._breakpoints.set_enabled(*self._place, is_enabled=self.is_enabled.isChecked())
