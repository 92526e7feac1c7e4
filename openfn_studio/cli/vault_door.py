"""Opening the vault for a person at a terminal: the passphrase is asked for, never an argument."""

import sys
from typing import TYPE_CHECKING, TextIO

import typer

from openfn_studio.cli.terminal import Terminal
from openfn_studio.errors import StudioError
from openfn_studio.secrets.locks import Reason

if TYPE_CHECKING:
    # Its ciphers take longer to import than most commands run.
    from openfn_studio.secrets.vault import Vault

VAULT = "vault"
"""The vault's folder in the data folder."""


def ask_passphrase(vault: "Vault", terminal: Terminal) -> None:
    """Ask a person for the passphrase of a locked vault, or for a new one where there is no key.

    Nobody is asked where nobody could answer, or where a passphrase is not what is missing.
    """
    lock = vault.locked
    stdin: TextIO | None = sys.stdin
    if lock is None or stdin is None or not stdin.isatty():
        return
    if lock.reason not in (Reason.NEEDS_PASSPHRASE, Reason.NEW):
        return
    is_new = lock.reason is Reason.NEW
    says = "Choose the vault's passphrase" if is_new else "The vault's passphrase"
    given = typer.prompt(
        f"{says} (empty: credentials wait)",
        default="",
        hide_input=True,
        show_default=False,
        confirmation_prompt=is_new,
        err=True,
    )
    if given:
        try:
            use_passphrase(vault, given)
        except StudioError as problem:
            terminal.problem_of(problem)


def use_passphrase(vault: "Vault", passphrase: str) -> None:
    """Open a locked vault with its passphrase, or begin one with it where there is no key.

    Raises:
        StudioError: It is not the passphrase, or it is too short.
    """
    lock = vault.locked
    if lock is not None and lock.reason is Reason.NEEDS_PASSPHRASE:
        vault.unlock(passphrase)
    elif lock is not None:
        vault.use_passphrase(passphrase)
