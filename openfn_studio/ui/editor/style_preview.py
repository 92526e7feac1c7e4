"""A little job in a syntax style, for the preferences page."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from openfn_studio.ui.editor.code_editor import CodeEditor
from openfn_studio.ui.theme.look import Look

SAMPLE = """\
// Sends each referral to the registry.
fn(state => {
  const urgent = state.data.cases.filter(c => c.priority > 2);
  return { ...state, urgent };
});

each(
  'urgent[*]',
  post('/referrals', state => ({
    reason: state.data.reason || null,
    text: `Case ${state.data.case_id}`,
  }))
);
"""


class StylePreview(QWidget):
    """Code in a style; it can be looked at only.

    Args:
        look: The look.
        style_name: One of ``syntax_style.style_names``.
    """

    def __init__(self, look: Look, style_name: str) -> None:
        super().__init__()
        self._look = look
        self.style_name = style_name
        """The style that is shown."""
        self.editor = CodeEditor(look)
        """The editor itself."""
        self.editor.load(SAMPLE)
        self.editor.set_read_only(True)
        self.editor.surface.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.editor.surface.setAccessibleName("Preview of the syntax style")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.editor)
        look.changed.connect(self._repaint)
        self._repaint()

    def set_style(self, name: str) -> None:
        """Show another style at once."""
        self.style_name = name
        self._repaint()

    def sizeHint(self) -> QSize:
        """Return the size that shows the whole sample."""
        surface = self.editor.surface
        lines = SAMPLE.count("\n") + 1
        return QSize(self._look.px(520), surface.textHeight(0) * lines)

    def _repaint(self) -> None:
        self.editor.set_style(self.style_name)
