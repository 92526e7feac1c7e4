"""The Project menu."""

from openfn_studio.ui.actions.spec import ActionSpec

ROWS = (
    ActionSpec(
        id="job:new",
        title="New job…",
        menu="Project",
        icon="plus",
        keys=("Ctrl+N",),
        when=("project",),
        help="Make a job together with the trigger that starts it.",
    ),
    ActionSpec(
        id="job:duplicate",
        title="Duplicate job",
        menu="Project",
        icon="copy",
        when=("job",),
        help="Make a copy of this job, switched off.",
    ),
    ActionSpec(
        id="job:archive",
        title="Archive job",
        menu="Project",
        icon="archive",
        when=("job",),
        help="Put this job away; nothing is deleted.",
    ),
    ActionSpec(
        id="project:reveal",
        title="Show project folder",
        menu="Project",
        group=1,
        icon="folder",
        when=("project",),
        help="Open the folder in the system's file manager.",
    ),
)
