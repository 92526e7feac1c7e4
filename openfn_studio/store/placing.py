"""Moving a run of a platform from the queue to where it is begun. Used on the writer lane only."""

from sqlite3 import Connection

from openfn_studio.store.messages.pairs import refresh_pair
from openfn_studio.store.problems import NotThere
from openfn_studio.store.records import RunPlace
from openfn_studio.store.values import to_column


def project(connection: Connection, place: RunPlace) -> tuple[int, int]:
    """Return the id of the run's project, and the run's number in it."""
    return connection.execute(
        "UPDATE project SET last_run_number = last_run_number + 1 WHERE id = ?"
        " RETURNING id, last_run_number",
        (place.project_id,),
    ).fetchone()


def place_run(connection: Connection, run_id: int, place: RunPlace) -> None:
    """Write what a run comes from, and take it out of the queue.

    Raises:
        NotThere: It is not in the queue any more: somebody took it out, or has begun it.
    """
    left = connection.execute("DELETE FROM waiting_run WHERE id = ?", (place.waiting_id,))
    if not left.rowcount:
        raise NotThere("The run was taken out of the queue.")
    connection.execute(
        "UPDATE run SET cause = ?, initial = ?, message_id = ?, source_run_id = ?,"
        " trigger_name = ?, chain = ?, attempt = ?, waiting_id = ?, input = ?, is_settled = 0"
        " WHERE id = ?",
        (
            place.cause,
            place.initial,
            place.message_id,
            place.source_run_id,
            place.trigger_name,
            to_column(list(place.chain)),
            place.attempt,
            place.waiting_id,
            place.input,
            run_id,
        ),
    )
    if place.message_id is not None:
        refresh_pair(connection, place.message_id, place.job_id)
