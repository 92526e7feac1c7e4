"""What can go wrong with the vault, apart where a caller has something different to do."""

from openfn_studio.errors import EnvironmentProblem, UserInputProblem


class VaultLocked(EnvironmentProblem):
    """The vault has no key at hand: whoever needs a credential has to wait."""


class SealBroken(EnvironmentProblem):
    """A sealed record is damaged, was moved, or belongs to another key."""


class KeychainUnavailable(EnvironmentProblem):
    """No real keychain answers, or it refuses."""


class WrongPassphrase(UserInputProblem):
    """The passphrase does not open this vault."""
