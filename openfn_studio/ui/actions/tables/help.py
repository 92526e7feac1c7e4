"""The Help menu."""

from openfn_studio.ui.actions.spec import ActionSpec

ROWS = (
    ActionSpec(
        id="help:guide",
        title="Guide",
        menu="Help",
        icon="book-open",
        help="How to write, run and debug a job in this window.",
    ),
    ActionSpec(
        id="help:shortcuts",
        title="Keyboard shortcuts",
        menu="Help",
        icon="keyboard",
        keys=("Ctrl+K, Ctrl+S",),
        help="Every key, searchable.",
    ),
    ActionSpec(
        id="help:openfn-docs",
        title="OpenFn documentation",
        menu="Help",
        group=1,
        icon="external-link",
        help="Opens your browser.",
    ),
    ActionSpec(
        id="help:adaptor-wiki",
        title="Adaptor wiki",
        menu="Help",
        group=1,
        icon="external-link",
        help="Opens your browser.",
    ),
    ActionSpec(
        id="help:community",
        title="Community forum",
        menu="Help",
        group=1,
        icon="external-link",
        help="Opens your browser.",
    ),
    ActionSpec(
        id="help:diagnostics",
        title="Copy diagnostics",
        menu="Help",
        group=2,
        icon="clipboard-copy",
        help="Copy versions, settings and the end of the log, without secrets.",
    ),
    ActionSpec(
        id="help:about",
        title="About OpenFn Studio",
        menu="Help",
        group=2,
        icon="info",
    ),
)
