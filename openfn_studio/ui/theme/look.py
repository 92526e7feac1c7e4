"""The look every widget is given: colours by role, fonts, icons, scale. It can change any time."""

from PySide6.QtCore import QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPainter
from PySide6.QtWidgets import QApplication, QToolTip

from openfn_studio.paths import resources
from openfn_studio.ui.theme import fonts, icons
from openfn_studio.ui.theme.palette import palette_of
from openfn_studio.ui.theme.sizes import BODY, SMALL
from openfn_studio.ui.theme.stylesheet import stylesheet
from openfn_studio.ui.theme.theme import Theme, load_theme

SYSTEM = "system"
"""The theme that follows the system's own light or dark."""


class Look(QObject):
    """The theme and the scale in use. Widgets that paint themselves repaint on ``changed``.

    Signals:
        changed: The theme or the scale is another one; fonts and colours are to be asked again.
    """

    changed = Signal()

    def __init__(self, app: QApplication, theme: str = SYSTEM, scale_percent: int = 100) -> None:
        super().__init__(app)
        self._app = app
        self._scale = scale_percent / 100
        self._wanted = theme
        self._colours: dict[str, QColor] = {}
        self._icons: dict[tuple[str, str, float], QIcon] = {}
        # Python's half of an engine must live as long as Qt's.
        self._engines: list[icons.RoleIcon] = []
        self._mono_families: tuple[str, ...] = ()
        app.setStyle("Fusion")
        self.theme: Theme = load_theme(resources() / "themes", self._resolved())
        self._apply()
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    # ------------------------------------------------------------ what widgets ask

    @property
    def is_dark(self) -> bool:
        """True for dark grounds."""
        return self.theme.is_dark

    @property
    def scale(self) -> float:
        """1.0 is 100 %."""
        return self._scale

    def colour(self, role: str) -> QColor:
        """Return a role's colour."""
        found = self._colours.get(role)
        if found is None:
            found = self._colours[role] = QColor(self.theme.hex[role])
        return found

    def hex(self, role: str) -> str:
        """Return a role's colour as ``#rrggbb``."""
        return self.theme.hex[role]

    def px(self, pixels: float) -> int:
        """Return so many pixels at the user's scale."""
        return round(pixels * self._scale)

    def font(self, size: int = BODY, weight: int = 400, *, mono: bool = False) -> QFont:
        """Return a font of one of the sizes of ``theme.sizes``."""
        families = self._mono_families if mono else ()
        return fonts.make_font(self.px(size), weight, mono=mono, families=families)

    def icon(self, name: str, role: str = "icon", stroke: float = 1.75) -> QIcon:
        """Return a Lucide icon that follows the theme; ``name!`` is its filled variant."""
        key = (name, role, stroke)
        if key not in self._icons:
            engine = icons.RoleIcon(name, role, stroke, self.colour)
            self._engines.append(engine)
            self._icons[key] = QIcon(engine)
        return self._icons[key]

    def draw_icon(
        self,
        painter: QPainter,
        name: str,
        rect: QRectF | QRect,
        role: str = "icon",
        stroke: float = 1.75,
    ) -> None:
        """Draw an icon in a role's colour."""
        icons.draw(painter, name, rect, self.colour(role), stroke)

    # ------------------------------------------------------------ what the user changes

    def use(self, theme: str | None = None, scale_percent: int | None = None) -> None:
        """Change theme (``system`` or one of ``theme.NAMES``) or scale, live."""
        self._wanted = theme or self._wanted
        self._scale = self._scale if scale_percent is None else scale_percent / 100
        self.theme = load_theme(resources() / "themes", self._resolved())
        self._apply()
        self._tell()

    def use_mono_family(self, family: str) -> None:
        """Prefer a font family for code; empty means our own list."""
        families = (family,) if family else ()
        if families == self._mono_families:
            return
        self._mono_families = families
        self._tell()

    # ------------------------------------------------------------ inside

    def _resolved(self) -> str:
        if self._wanted != SYSTEM:
            return self._wanted
        is_dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return "dark" if is_dark else "light"

    def _apply(self) -> None:
        self._colours.clear()
        hints = self._app.styleHints()
        if self._wanted != SYSTEM:
            dark, light = Qt.ColorScheme.Dark, Qt.ColorScheme.Light
            hints.setColorScheme(dark if self.theme.is_dark else light)
        self._app.setPalette(palette_of(self.theme))
        self._app.setFont(self.font(BODY))
        self._app.setStyleSheet(stylesheet(self.theme, self._scale))
        QToolTip.setPalette(palette_of(self.theme))
        QToolTip.setFont(self.font(SMALL))

    def _tell(self) -> None:
        # Qt 6.11 forgets a font that a widget is given before it was polished for the first time:
        # pages that were built and not shown yet would keep the old size.
        for widget in self._app.allWidgets():
            widget.ensurePolished()
        self.changed.emit()

    def _on_system_changed(self) -> None:
        if self._wanted == SYSTEM and self.theme.name != self._resolved():
            self.use()
