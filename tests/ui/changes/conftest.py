"""What the tests of comparisons share."""

from tests.ui.editing.conftest import documents, open_job, project

__all__ = ["documents", "open_job", "project"]
