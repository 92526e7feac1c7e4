"""Reading what a run is given: its state, message, credential and stub rules."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TextIO, cast

from openfn_studio.cli.terminal import Terminal
from openfn_studio.domain.message import Message
from openfn_studio.errors import Place, UserInputProblem
from openfn_studio.intercept.rule import Rule
from openfn_studio.intercept.stubs import DataPath, rules_from_data
from openfn_studio.state.reading import JsonProblem, read_json, read_state
from openfn_studio.workspace.yamltext import read_yaml

Reader = Callable[[str | bytes, Path], Any]

EMPTY_STATE: dict[str, Any] = {"data": {}}


def read_bytes(file: Path, what: str) -> bytes:
    """Return a file's bytes.

    Raises:
        UserInputProblem: It is missing, a folder, or not readable.
    """
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        remedy = f"Check the path; the current folder is {Path.cwd()}."
        raise UserInputProblem(f"There is no {what} file {file}.", remedy=remedy) from error
    except OSError as error:
        raise UserInputProblem(
            f"The {what} file cannot be read: {error.strerror}.",
            means="Nothing was run.",
            place=Place(file),
        ) from error


def input_state(
    state_file: Path | None,
    from_stdin: bool,
    message: Path | None,
    *,
    repair: bool,
    terminal: Terminal,
) -> dict[str, Any]:
    """Return the initial state the flags ask for; ``configuration`` may still be in it.

    Args:
        state_file: ``--state-path``.
        from_stdin: ``--state-stdin``.
        message: ``--message``: its body becomes ``state.data``, as the platform's inbox does.
        repair: Use the repaired text where one is offered, and say so.
        terminal: Where the repair is told.
    """
    if sum((state_file is not None, from_stdin, message is not None)) > 1:
        raise UserInputProblem(
            "--state-path, --state-stdin and --message each give the input.",
            remedy="Use one of them.",
        )
    given = partial(_repaired, repair=repair, terminal=terminal)
    if message:
        return Message(
            given(_read_message, read_bytes(message, "message"), message)
        ).initial_state()
    if state_file:
        return given(read_state, read_bytes(state_file, "state"), state_file)
    if from_stdin:
        return given(read_state, _standard_input(), Path("standard input"))
    return dict(EMPTY_STATE)


def _standard_input() -> bytes:
    # Python gives None for a stream that was closed before the program began.
    stream: TextIO | None = sys.stdin
    if stream is None:
        raise UserInputProblem(
            "There is no standard input: it was closed before the program began.",
            means="Nothing was run.",
            remedy="Give the state as a file: -s FILE.",
        )
    return stream.buffer.read()


def credential_body(file: Path) -> dict[str, Any]:
    """Return the credential a JSON file holds.

    The file's text is a secret: problems name the place, never the text.
    """
    try:
        body = read_json(read_bytes(file, "credential"), "credential", file)
    except JsonProblem as error:
        raise UserInputProblem(
            "The credential is not JSON.",
            means="Its text is not shown, as it holds secrets.",
            remedy='A credential is an object such as {"username": "…", "password": "…"}.',
            place=error.place,
        ) from None
    if isinstance(body, dict):
        return cast(dict[str, Any], body)
    raise UserInputProblem(
        "The credential is JSON, but not an object.",
        remedy='A credential is an object such as {"username": "…", "password": "…"}.',
        place=Place(file, 1, 1),
    )


def stub_rules(file: Path | None, is_test: bool) -> tuple[Rule, ...]:
    """Return the rules of a ``--stub`` file.

    Raises:
        UserInputProblem: They cannot be used, or the run is live.
    """
    if file is None:
        return ()
    if not is_test:
        raise UserInputProblem(
            "--stub gives test mode its answers, but this run is live.",
            means="Nothing was run, so nothing was sent.",
            remedy="Add --test, or leave --stub out.",
        )
    source = read_bytes(file, "stub rules")
    if file.suffix.lower() == ".json":
        return rules_from_data(read_json(source, "file of stub rules", file), file=file)
    document = read_yaml(source, file)

    def locate(path: DataPath) -> tuple[int, int]:
        place = document.place(path)
        return place.line or 1, place.column or 1

    return rules_from_data(document.plain, file=file, locate=locate)


def _repaired(read: Reader, source: bytes, file: Path, *, repair: bool, terminal: Terminal) -> Any:
    """Return what ``read`` makes of a file, or of its repaired text where that was asked for."""
    try:
        return read(source, file)
    except JsonProblem as error:
        if not error.repair:
            raise
        if not repair:
            remedy = f"Add --repair to run with this repair: {error.repair.title}"
            raise UserInputProblem(
                error.what, means=error.means, remedy=remedy, place=error.place
            ) from error
        terminal.note(f"{error.place}: {error.what} Repaired for this run: {error.repair.title}")
        return read(error.repair.repaired_text, file)


def _read_message(source: str | bytes, file: Path) -> Any:
    return read_json(source, "message", file)
