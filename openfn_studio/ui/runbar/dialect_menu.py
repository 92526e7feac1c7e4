"""The menu of dialects, each with what it means, and the one that fits the job better."""

from PySide6.QtWidgets import QMenu

from openfn_studio.domain.run import Dialect
from openfn_studio.ui.runbar.menu_items import add_item, mark_item
from openfn_studio.ui.theme.look import Look
from openfn_studio.workbench.running.job_in_view import JobInView

MEANINGS = {
    Dialect.V1: "v1: as the v1 platform runs it; code outside operations is dropped",
    Dialect.V2: "v2: as OpenFn\u2019s newer runtime; helpers, constants and $ work",
}
_FITS = ". It fits this job better"


def fill_dialect_menu(look: Look, menu: QMenu, view: JobInView, better: Dialect | None) -> None:
    """Fill the menu for the job in view.

    Args:
        look: The look.
        menu: An empty menu.
        view: The job in view.
        better: The dialect that fits it better than its own, if one does.
    """
    subject = view.subject
    if subject is None:
        return
    for dialect, meaning in MEANINGS.items():
        text = meaning + (_FITS if dialect is better else "")
        action = add_item(look, menu, text)
        mark_item(look, action, dialect is subject.dialect)
        action.triggered.connect(lambda _=False, dialect=dialect: view.choose_dialect(dialect))
