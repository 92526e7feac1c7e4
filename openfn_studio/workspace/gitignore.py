"""Keeping state files and outputs, which hold people's data, out of git."""

from pathlib import Path

from openfn_studio.workspace.atomic import save_atomically

FILE_NAME = ".gitignore"
ENTRIES = (
    "tmp/",
    "*state.json",
    "output.json",
    "credentials.yaml",
    ".cli-cache/",
    # Samples are made to be shared, whatever they are called.
    "!samples/*.json",
)
_HEADING = "# Input, output and credentials of runs: people's data, not code."


def with_entries(text: str) -> str:
    """Return the text of a ``.gitignore`` with Studio's entries; the user's lines stay as they are.

    An entry the user has, also negated or switched off by a comment, is not added again.
    """
    known = {line.strip().lstrip("#! ").strip("/") for line in text.splitlines()}
    missing = [entry for entry in ENTRIES if entry.lstrip("!").strip("/") not in known]
    if not missing:
        return text
    newline = "\r\n" if "\r\n" in text else "\n"
    gap = newline if text and not text.endswith("\n") else ""
    return text + gap + newline.join([_HEADING, *missing, ""])


def ensure_ignored(folder: Path) -> None:
    """Write the entries into the folder's ``.gitignore``, when any is missing.

    Raises:
        EnvironmentProblem: It cannot be written.
    """
    file = folder / FILE_NAME
    # Latin-1 gives every byte back as it was, whatever the file's encoding is.
    text = file.read_bytes().decode("latin-1") if file.exists() else ""
    changed = with_entries(text)
    if changed != text:
        save_atomically(file, changed.encode("latin-1"))
