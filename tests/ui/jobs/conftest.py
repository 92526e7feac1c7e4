"""What the tests of the list of jobs share."""

from tests.ui.editing.conftest import documents, open_job, project

__all__ = ["documents", "open_job", "project"]
