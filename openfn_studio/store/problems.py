"""What the store says no to, apart where a caller answers each in its own way."""

from openfn_studio.errors import UserInputProblem


class NotThere(UserInputProblem):
    """Something that was asked for by its number or name is not in the database."""


class ChangedMeanwhile(UserInputProblem):
    """Somebody else changed it since the caller read it; nothing was written."""


class FieldProblem(UserInputProblem):
    """One field of what somebody wrote cannot be taken; nothing was written.

    Args:
        field: The field's name, as it is written.
        what: What is wrong, one sentence.
        remedy: What to write instead.
    """

    def __init__(self, field: str, what: str, *, remedy: str = "") -> None:
        super().__init__(what, means="Nothing was changed.", remedy=remedy)
        self.field = field
