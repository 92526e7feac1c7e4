"""A job of the editor that has another name: its kept runs follow it."""

from sqlite3 import Connection


def rename_job_of_runs(connection: Connection, project_key: str, old: str, new: str) -> None:
    """Let the runs of a job be the runs of another name.

    Where runs are kept under the new name already, of a job that was removed, both are one list
    from then on.

    Args:
        connection: The connection of the writer's lane.
        project_key: What tells the project from others.
        old: The name the runs are kept under; without any nothing happens.
        new: The name from now on.
    """
    found = dict(
        connection.execute(
            "SELECT job.name, job.id FROM job JOIN project ON project.id = job.project_id"
            " WHERE project.key = ? AND job.name IN (?, ?)",
            (project_key, old, new),
        ).fetchall()
    )
    if old not in found:
        return
    if new not in found:
        connection.execute("UPDATE job SET name = ? WHERE id = ?", (new, found[old]))
        return
    connection.execute("UPDATE run SET job_id = ? WHERE job_id = ?", (found[new], found[old]))
    connection.execute("DELETE FROM job WHERE id = ?", (found[old],))
