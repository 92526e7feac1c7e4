"""Why an edit is not made."""

from openfn_studio.errors import UserInputProblem


class CannotRework(UserInputProblem):
    """This edit is not possible here; the text stays as it is. ``what`` is the reason to show."""
