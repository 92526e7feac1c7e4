"""“This computer”: each finding with its state as icon and word, and its remedy if needed."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import BODY, CAPTION, SMALL
from openfn_studio.ui.widgets.icon_view import IconView
from openfn_studio.ui.widgets.label import Label
from openfn_studio.ui.widgets.layouts import row
from openfn_studio.workbench.computer import Finding

_ICONS = {
    "running": ("loader", "text_faint"),
    "ok": ("circle-check", "ok"),
    "warn": ("triangle-alert", "warn"),
    "fail": ("circle-x", "err"),
}
_SPOKEN = {"running": "being looked at", "ok": "good", "warn": "to be noted", "fail": "failed"}
_TONES = {"running": "faint", "ok": "muted", "warn": "warn", "fail": "err"}


class FindingRow(QWidget):
    """One finding: icon, name, the answer; below it what to do when it is not good."""

    def __init__(self, look: Look, finding: Finding) -> None:
        super().__init__()
        self._icon = IconView(look, "loader", 16, "text_faint", 2)
        self._name = Label(look, finding.name, BODY)
        self._words = Label(look, "", SMALL)
        self._advice = Label(look, "", CAPTION, tone="muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row(self._icon, self._name, None, self._words, gap=10))
        layout.addLayout(row(look.px(26), self._advice, gap=0))
        self.show_finding(finding)

    def show_finding(self, finding: Finding) -> None:
        """Show what was found."""
        self._icon.show_icon(*_ICONS[finding.state])
        self._words.setText(finding.words)
        self._words.set_tone(_TONES[finding.state])
        needs_advice = finding.state in ("warn", "fail")
        self._advice.setText(" ".join(filter(None, (finding.means, finding.remedy))))
        self._advice.setVisible(needs_advice)
        self.setToolTip(finding.means)
        spoken = f"{finding.name}: {finding.words}, {_SPOKEN[finding.state]}."
        self.setAccessibleName(f"{spoken} {finding.means} {finding.remedy}".strip())


class ComputerCard(QFrame):
    """All findings."""

    def __init__(self, look: Look, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.setProperty("card", "true")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(10)
        self._rows = {finding.name: FindingRow(look, finding) for finding in findings}
        for each in self._rows.values():
            layout.addWidget(each)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show what is known now."""
        for finding in findings:
            self._rows[finding.name].show_finding(finding)
