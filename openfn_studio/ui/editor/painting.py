"""Gives the surface its fonts, colours, margins and marks, out of the look and a syntax style."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QFontInfo, QImage, QPainter

from openfn_studio.language.colouring import Role
from openfn_studio.ui.editor.colours.lexers import Language
from openfn_studio.ui.editor.contrast import is_dark, readable
from openfn_studio.ui.editor.numbers import Indicator, Margin, Marker, Style
from openfn_studio.ui.editor.scintilla import (
    Element,
    IndicatorStyle,
    MarkerSymbol,
    Surface,
    bgr,
)
from openfn_studio.ui.editor.syntax_style import SyntaxStyle, TokenLook
from openfn_studio.ui.theme.icons import draw
from openfn_studio.ui.theme.look import Look
from openfn_studio.ui.theme.sizes import SMALL

_POINTS_AN_INCH = 72
_FOLD_SIDE = 12
_CLOSED_FOLDS = (Marker.FOLD_CLOSED, Marker.FOLD_FIRST)
"""The second is a fold inside another one, and so is the second of the open ones."""
_OPEN_FOLDS = (Marker.FOLD_OPEN, Marker.FOLD_FIRST + 1)
_ROUNDED_ENDS = 0x100
_NOTES = {Style.ERROR_NOTE: "err", Style.WARNING_NOTE: "warn", Style.HINT_NOTE: "info"}
_UNDERLINES = {Indicator.ERROR: "err", Indicator.WARNING: "warn", Indicator.HINT: "info"}
_INVISIBLES = {
    "\u00a0": "°",
    "\u200b": "ZWSP",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u2028": "LS",
    "\u2029": "PS",
    "\ufeff": "BOM",
}
"""What cannot be seen and breaks jobs, and what is drawn for it."""


class Painter:
    """Paints one surface; ``paint`` is repeated whenever look, style or size changed."""

    def __init__(self, surface: Surface, look: Look) -> None:
        self._surface = surface
        self._look = look
        self.style: SyntaxStyle | None = None
        """What was painted last."""
        self._has_fold_handles = False
        self.language: Language | None = None
        """The lexer's language; None for colours by syntax tree."""
        self._set_up_margins()
        self._set_up_behaviour()

    def paint(self, style: SyntaxStyle, font_size: int) -> None:
        """Put all colours and fonts on.

        Args:
            style: The colours of the text.
            font_size: In pixels at 100 %.
        """
        self.style = style
        self._has_fold_handles = False
        self._paint_text(style, font_size)
        self._paint_elements(style)
        self._paint_notes()
        self._paint_indicators(style)
        self._paint_margins(style)

    def line_spacing(self) -> int:
        """Return the pixels above and below each line."""
        return self._look.px(2)

    # ------------------------------------------------------------ once

    def _set_up_margins(self) -> None:
        surface = self._surface
        surface.setMargins(len(Margin))
        history = 0b1111 << Marker.CHANGE_FIRST
        points = 1 << Marker.BREAKPOINT | 1 << Marker.CONDITIONAL | 1 << Marker.DISABLED
        folds = 0b1111111 << Marker.FOLD_FIRST
        masks = {
            Margin.CHANGES: history,
            Margin.BREAKPOINTS: points | 1 << Marker.WAITING,
            # A number margin also draws the markers of its mask.
            Margin.NUMBERS: 0,
            Margin.OPERATION: 1 << Marker.OPERATION,
            Margin.FOLDS: folds - (1 << 32),
        }
        for margin, mask in masks.items():
            surface.setMarginTypeN(margin, 1 if margin is Margin.NUMBERS else 0)
            surface.setMarginMaskN(margin, mask)
            surface.setMarginSensitiveN(margin, margin is not Margin.CHANGES)

    def _set_up_behaviour(self) -> None:
        surface = self._surface
        surface.setBufferedDraw(False)
        surface.setPhasesDraw(2)
        surface.setLayoutCache(2)
        surface.setScrollWidthTracking(True)
        surface.setScrollWidth(1)
        surface.setCaretLineVisibleAlways(True)
        # On the layer of the selection its colour would lie over what is selected in it.
        surface.setCaretLineLayer(0)
        surface.setSelectionLayer(1)
        surface.setIndentationGuides(3)
        surface.setEndAtLastLine(False)
        surface.setAutomaticFold(1 | 2 | 4)
        surface.setFoldFlags(0)
        surface.foldDisplayTextSetStyle(1)
        surface.setDefaultFoldDisplayText(" … ")
        surface.setChangeHistory(1 | 2)
        surface.setYCaretPolicy(1 | 4 | 8, 3)
        for character, shown in _INVISIBLES.items():
            surface.setRepresentation(character, shown)
            surface.setRepresentationAppearance(character, 0x10 if len(shown) == 1 else 0x11)

    # ------------------------------------------------------------ text

    def _paint_text(self, style: SyntaxStyle, font_size: int) -> None:
        surface, look = self._surface, self._look
        surface.styleSetFont(Style.DEFAULT, family_of(look.font(mono=True)))
        surface.styleSetSizeFractional(Style.DEFAULT, self._points(look.px(font_size)))
        surface.styleSetFore(Style.DEFAULT, _number(style.text))
        surface.styleSetBack(Style.DEFAULT, _number(style.ground))
        surface.styleClearAll()
        spacing = self.line_spacing()
        surface.setExtraAscent(spacing)
        surface.setExtraDescent(spacing)
        roles = self.language.roles if self.language else {role.value: role for role in Role}
        for number, role in roles.items():
            self._paint_token(number, style.tokens[role])
        for role in Role:
            token = Indicator.TOKEN + role
            surface.indicSetStyle(token, int(IndicatorStyle.TextFore))
            surface.indicSetFore(token, _number(style.tokens[role].colour))
        surface.styleSetFore(Style.LINE_NUMBER, _number(style.line_number))
        surface.styleSetBack(Style.LINE_NUMBER, _number(style.ground))
        surface.styleSetFore(Style.INDENT_GUIDE, _number(style.guide))
        surface.styleSetBack(Style.INDENT_GUIDE, _number(style.ground))
        surface.styleSetFore(Style.FOLDED_TEXT, _number(style.line_number))
        surface.styleSetBack(Style.FOLDED_TEXT, _number(style.current_line))
        for character in _INVISIBLES:
            colour = QColor(style.line_number)
            surface.setRepresentationColour(character, bgr(colour) | 255 << 24)

    def _paint_token(self, number: int, token: TokenLook) -> None:
        self._surface.styleSetFore(number, _number(token.colour))
        self._surface.styleSetBold(number, token.is_bold)
        self._surface.styleSetItalic(number, token.is_italic)

    def _paint_elements(self, style: SyntaxStyle) -> None:
        paint = self._surface.paint_element
        paint(Element.CaretLineBack, QColor(style.current_line))
        paint(Element.Caret, QColor(style.caret))
        paint(Element.CaretAdditional, QColor(style.caret))
        for part in (
            Element.SelectionBack,
            Element.SelectionAdditionalBack,
            Element.SelectionSecondaryBack,
            Element.SelectionInactiveBack,
            Element.SelectionInactiveAdditionalBack,
        ):
            paint(part, QColor(style.selection))
        paint(Element.WhiteSpace, QColor(style.guide))
        paint(Element.FoldLine, QColor(style.guide))
        self._surface.setCaretWidth(max(2, self._look.px(2)))

    # ------------------------------------------------------------ marks

    def _paint_notes(self) -> None:
        surface, look = self._surface, self._look
        family = family_of(look.font(SMALL))
        for number, tone in _NOTES.items():
            surface.styleSetFont(number, family)
            surface.styleSetSizeFractional(number, self._points(look.px(SMALL)))
            surface.styleSetFore(number, _number(look.hex(tone)))
            surface.styleSetBack(number, _number(look.hex(f"{tone}_soft")))
            surface.styleSetBold(number, False)
            surface.styleSetItalic(number, False)

    def show_notes(self, is_shown: bool) -> None:
        """Show or hide the notes behind lines."""
        self._surface.eOLAnnotationSetVisible(_ROUNDED_ENDS if is_shown else 0)

    def _paint_indicators(self, style: SyntaxStyle) -> None:
        surface = self._surface
        for indicator, tone in _UNDERLINES.items():
            # Drawn as a picture: even at every scale of the screen.
            surface.indicSetStyle(indicator, int(IndicatorStyle.SquigglePixmap))
            surface.indicSetFore(indicator, _number(self._tone(tone, style)))
        boxes = {
            Indicator.MATCH: ("warn", 48, 120),
            Indicator.SAME_WORD: ("", 36, 60),
            Indicator.BRACKET: ("accent", 40, 150),
            Indicator.LONE_BRACKET: ("err", 50, 180),
        }
        for indicator, (tone, fill, outline) in boxes.items():
            colour = self._tone(tone, style) if tone else style.text
            surface.indicSetStyle(indicator, int(IndicatorStyle.StraightBox))
            surface.indicSetFore(indicator, _number(colour))
            surface.indicSetAlpha(indicator, fill)
            surface.indicSetOutlineAlpha(indicator, outline)
            surface.indicSetUnder(indicator, True)

    def _paint_margins(self, style: SyntaxStyle) -> None:
        surface = self._surface
        surface.setFoldMarginColour(True, _number(style.ground))
        surface.setFoldMarginHiColour(True, _number(style.ground))
        for margin in Margin:
            surface.setMarginBackN(margin, _number(style.ground))
        self._define(Marker.BREAKPOINT, MarkerSymbol.Circle, self._tone("err", style))
        self._define(Marker.CONDITIONAL, MarkerSymbol.Bookmark, self._tone("err", style))
        self._define(Marker.DISABLED, MarkerSymbol.Circle, style.line_number, style.ground)
        self._define(Marker.WAITING, MarkerSymbol.ShortArrow, self._tone("warn", style))
        self._define(Marker.OPERATION, MarkerSymbol.LeftRect, self._tone("accent", style))
        for marker in range(Marker.CHANGE_FIRST, Marker.CHANGE_LAST + 1):
            self._define(marker, MarkerSymbol.LeftRect, self._tone("warn", style))
        # What was saved since the file was opened is no difference any more.
        self._define(Marker.CHANGE_SAVED, MarkerSymbol.Empty, style.ground)
        for marker, tone in ((Marker.WAITING_LINE, "warn"), (Marker.FAILED_LINE, "err")):
            self._define(marker, MarkerSymbol.Background, self._soft(tone, style))
        self._paint_folds(style)
        self.set_margin_widths()

    def _paint_folds(self, style: SyntaxStyle) -> None:
        for marker in range(Marker.FOLD_FIRST, Marker.FOLD_OPEN + 1):
            self._define(marker, MarkerSymbol.Empty, style.ground)
        for marker in _CLOSED_FOLDS:
            self._picture(marker, "chevron-right", style.line_number)

    def show_fold_handles(self, is_shown: bool) -> None:
        """Show where lines can be folded: while the pointer is over the margins."""
        if self.style is None or is_shown == self._has_fold_handles:
            return
        self._has_fold_handles = is_shown
        for marker in _OPEN_FOLDS:
            if is_shown:
                self._picture(marker, "chevron-down", self.style.line_number)
            else:
                self._define(marker, MarkerSymbol.Empty, self.style.ground)

    def _picture(self, marker: int, icon: str, colour: str) -> None:
        """Draw a marker as one of our icons; Scintilla draws it pixel by pixel at every scale."""
        side = self._look.px(_FOLD_SIDE)
        picture = QImage(side, side, QImage.Format.Format_RGBA8888)
        picture.fill(0)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter, icon, QRectF(0, 0, side, side), QColor(colour), 2)
        painter.end()
        self._surface.register_picture(marker, side, side, bytes(picture.constBits()))

    def set_margin_widths(self) -> None:
        """Make room for the line numbers as they are now."""
        surface, px = self._surface, self._look.px
        digits = max(3, len(str(surface.lineCount())))
        widths = {
            Margin.CHANGES: px(8),
            Margin.BREAKPOINTS: px(14),
            Margin.NUMBERS: surface.textWidth(Style.LINE_NUMBER, "9" * digits + "_"),
            Margin.OPERATION: px(10),
            Margin.FOLDS: px(14),
        }
        surface.setMarginLeft(px(4))
        for margin, width in widths.items():
            if surface.marginWidthN(margin) != width:
                surface.setMarginWidthN(margin, width)

    def _define(
        self, marker: int, symbol: MarkerSymbol, colour: str, inside: str | None = None
    ) -> None:
        self._surface.markerDefine(marker, int(symbol))
        self._surface.markerSetFore(marker, _number(colour))
        self._surface.markerSetBack(marker, _number(inside or colour))

    def _tone(self, tone: str, style: SyntaxStyle) -> str:
        """Return a role's colour, readable on the style's own ground."""
        colour = self._look.hex(tone)
        return readable(colour, style.ground, 3)

    def _soft(self, tone: str, style: SyntaxStyle) -> str:
        """Return a tint that text of this style can be read on."""
        soft = self._look.hex(f"{tone}_soft")
        return soft if is_dark(soft) == style.is_dark else style.current_line

    def _points(self, pixels: int) -> int:
        return int(pixels * _POINTS_AN_INCH / self._surface.logicalDpiY() * 100)


def family_of(font: QFont) -> str:
    """Return the family Qt really uses for a font: Scintilla takes one name, not a list."""
    return QFontInfo(font).family()


def _number(colour: str) -> int:
    return bgr(QColor(colour))
