"""The one style sheet: only what the palette and Fusion cannot say.

``{role}`` is a theme's colour, ``{n:px}`` is n pixels at the user's scale. Widgets choose by the
dynamic properties ``bar``, ``edge``, ``tone``, ``pick``, ``primary``, ``quiet``, ``files``,
``card``.
"""

import re

from openfn_studio.ui.theme.theme import Theme

_PIXELS = re.compile(r"\{(\d+):px\}")


def stylesheet(theme: Theme, scale: float) -> str:
    """Return the style sheet of a theme at a scale (1.0 is 100 %)."""
    scaled = _PIXELS.sub(lambda found: f"{round(int(found[1]) * scale)}px", _SHEET)
    for role, colour in theme.hex.items():
        scaled = scaled.replace(f"{{{role}}}", colour)
    return scaled


_SHEET = """
* { outline: 0; }
QMainWindow::separator { background: {line}; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: {accent}; }
QSplitter::handle { background: {line}; }
QSplitter::handle:hover { background: {accent}; }
QFrame[bar="chrome"] { background: {chrome}; }
QFrame[bar="surface"] { background: {surface}; }
QFrame[bar="sunken"] { background: {sunken}; }
QFrame[bar="raised"] { background: {raised}; }
QFrame[bar="err"] { background: {err_soft}; }
QFrame[bar="warn"] { background: {warn_soft}; }
QFrame[bar="ok"] { background: {ok_soft}; }
QFrame[bar="info"] { background: {info_soft}; }
QFrame[edge="bottom"] { border-bottom: 1px solid {line}; }
QFrame[edge="top"] { border-top: 1px solid {line}; }
QFrame[edge="left"] { border-left: 1px solid {line}; }
QFrame[edge="right"] { border-right: 1px solid {line}; }
QFrame[edge="all"] { border: 1px solid {line_strong}; }
QFrame[card="true"] { background: {surface}; border: 1px solid {line}; border-radius: 8px; }
QLabel[tone="muted"] { color: {text_muted}; }
QLabel[tone="faint"] { color: {text_faint}; }
QLabel[tone="ok"] { color: {ok}; }
QLabel[tone="warn"] { color: {warn}; }
QLabel[tone="err"] { color: {err}; }
QLabel[tone="info"] { color: {info}; }
QLabel[tone="accent"] { color: {accent}; }
QToolBar { border: 0; border-right: 1px solid {line}; background: {sunken};
  spacing: {4:px}; padding: {6:px} {4:px}; }
QToolBar#status { padding: 0; border: 0; spacing: 0; margin: 0; }
QToolButton { border: 1px solid transparent; border-radius: 5px; padding: {3:px};
  color: {text_muted}; background: transparent; }
QToolButton:hover { background: {hover}; color: {text}; }
QToolButton:checked { background: {selection}; color: {text}; }
QToolButton:disabled { color: {disabled}; }
QToolButton[quiet="true"]:checked { background: transparent; }
QToolButton:focus { border: 2px solid {accent}; padding: {2:px}; }
QToolButton::menu-indicator { image: none; }
QToolButton[pick="true"] { padding: {3:px} {8:px}; }
QToolButton[pick="true"]:focus { padding: {2:px} {7:px}; }
QToolButton[pick="field"] { padding: {3:px} {8:px}; border: 1px solid {line_strong};
  background: {surface}; color: {text}; }
QToolButton[pick="field"]:hover { border-color: {line_control}; }
QToolButton[pick="field"]:focus { border: 2px solid {accent}; padding: {2:px} {7:px}; }
QToolBar QToolButton { padding: {8:px}; border-radius: 6px; }
QToolBar QToolButton:focus { padding: {7:px}; }
QPushButton { border: 1px solid {line_strong}; border-radius: 5px; padding: 0 {12:px};
  min-height: {26:px}; background: {surface}; color: {text}; }
QPushButton:hover { background: {hover}; border-color: {line_control}; }
QPushButton:focus { border: 2px solid {accent}; padding: 0 {11:px}; min-height: {24:px}; }
QPushButton:disabled { color: {disabled}; border-color: {line}; }
QPushButton[primary="true"] { background: {accent_fill}; color: {on_accent};
  border: 1px solid {accent_fill}; font-weight: 600; }
QPushButton[primary="true"]:hover { border-color: {text}; }
QPushButton[primary="true"]:focus { border: 2px solid {text}; }
QPushButton[primary="true"]:disabled { background: {hover}; color: {disabled};
  border-color: {line}; }
QPushButton[link="true"] { border: 1px solid transparent; background: transparent;
  color: {accent}; padding: 0 {2:px}; min-height: {20:px}; }
QPushButton[link="true"]:hover { text-decoration: underline; }
QPushButton[link="true"]:focus { border: 1px solid {accent}; }
QPushButton[link="true"]:disabled { color: {disabled}; }
QLineEdit, QSpinBox, QComboBox { border: 1px solid {line_strong}; border-radius: 5px;
  padding: 0 {8:px}; min-height: {26:px}; background: {surface}; color: {text};
  selection-background-color: {accent_fill}; selection-color: {on_accent}; }
QLineEdit:hover, QSpinBox:hover, QComboBox:hover { border-color: {line_control}; }
QLineEdit:focus, QSpinBox:focus, QComboBox:focus { border: 2px solid {accent};
  padding: 0 {7:px}; min-height: {24:px}; }
QLineEdit:disabled, QSpinBox:disabled, QComboBox:disabled { color: {disabled};
  background: {chrome}; }
QSpinBox::up-button, QSpinBox::down-button { width: 0; height: 0; border: 0; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus { border: 0; padding: 0 {6:px};
  min-height: 0; background: transparent; }
QLineEdit[wrong="true"] { border: 2px solid {err}; padding: 0 {7:px}; min-height: {24:px}; }
QComboBox::drop-down { border: 0; width: {20:px}; }
QComboBox QAbstractItemView { background: {raised}; border: 1px solid {line_strong};
  selection-background-color: {selection}; selection-color: {text}; }
QPlainTextEdit, QTextEdit, QTextBrowser { border: 0; background: {surface}; color: {text};
  selection-background-color: {accent_fill}; selection-color: {on_accent}; }
QPlainTextEdit[field="true"], QTextEdit[field="true"] { border: 1px solid {line_strong};
  border-radius: 5px; }
QPlainTextEdit[field="true"]:focus, QTextEdit[field="true"]:focus {
  border: 2px solid {accent}; }
QTabBar { background: transparent; border: 0; }
QTabBar::tab { background: transparent; border: 0; border-bottom: 2px solid transparent;
  color: {text_muted}; padding: 0 {2:px}; margin: 0 {10:px}; height: {33:px}; }
QTabBar::tab:hover { color: {text}; }
QTabBar::tab:selected { color: {text}; border-bottom: 2px solid {accent}; }
QTabBar:focus::tab:selected { color: {accent}; }
QTabBar[files="true"]::tab { margin: 0; padding: 0 {8:px} 0 {12:px};
  border-right: 1px solid {line}; height: {35:px}; border-bottom: 1px solid {line};
  border-top: 2px solid transparent; }
QTabBar[files="true"]::tab:selected { background: {surface};
  border-bottom: 1px solid {surface}; border-top: 2px solid {accent}; }
QAbstractItemView { border: 0; background: {surface}; }
QTreeView[bar="chrome"], QListView[bar="chrome"] { background: {chrome}; }
QHeaderView { background: {surface}; border: 0; }
QHeaderView::section { background: {surface}; color: {text_faint}; border: 0;
  border-bottom: 1px solid {line}; padding: 0 {8:px}; height: {27:px};
  font-size: {11:px}; font-weight: 500; }
QHeaderView::section:first { padding-left: {16:px}; }
QHeaderView::section:hover { color: {text}; }
QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0; }
QScrollArea { border: 0; background: transparent; }
QScrollBar { background: transparent; border: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: {line_strong}; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: {line_control}; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenuBar { background: transparent; spacing: 0; }
QMenuBar::item { padding: {5:px} {8:px}; border-radius: 5px; color: {text_muted};
  background: transparent; }
QMenuBar::item:selected { background: {hover}; color: {text}; }
QMenu { background: {raised}; border: 1px solid {line_strong}; padding: {4:px}; }
QMenu::item { padding: {5:px} {24:px} {5:px} {8:px}; border-radius: 4px; color: {text}; }
QMenu::item:selected { background: {selection}; }
QMenu::item:disabled { color: {disabled}; }
QMenu::icon { padding-left: {8:px}; }
QMenu::separator { height: 1px; background: {line}; margin: {4:px} {8:px}; }
QToolTip { background: {raised}; color: {text}; border: 1px solid {line_strong};
  padding: {4:px} {6:px}; }
QCheckBox, QRadioButton { spacing: {8:px}; color: {text}; }
QCheckBox:disabled, QRadioButton:disabled { color: {disabled}; }
QCheckBox::indicator { width: {14:px}; height: {14:px}; border: 1px solid {line_control};
  border-radius: 3px; background: {surface}; }
QCheckBox::indicator:hover { border-color: {accent}; }
QCheckBox::indicator:checked { background: {accent_fill}; border-color: {accent_fill}; }
QCheckBox::indicator:focus { border: 2px solid {accent}; width: {12:px}; height: {12:px}; }
QProgressBar { border: 0; border-radius: 2px; background: {sunken}; max-height: {4:px};
  min-height: {4:px}; }
QProgressBar::chunk { background: {accent_fill}; border-radius: 2px; }
QDockWidget { color: {text}; }
QDialog { background: {chrome}; }
"""
