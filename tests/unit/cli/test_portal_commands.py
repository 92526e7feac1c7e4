"""The portal's commands without a server: each takes its place for a moment, and starts no run."""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Outcome, Studio

Write = Callable[[str, str | bytes], Path]
BIRTH = '{"form":"birth","name":"Sampley"}'


@pytest.fixture
def clinic(studio: Studio) -> Studio:
    """A platform with a project, a filter and a job that is on."""
    done(studio("projects", "add", "Clinic"))
    done(studio("triggers", "add", "births", "--criteria", '{"form":"birth"}'))
    done(studio("jobs", "add", "register", "--trigger", "births", "--on", "-a",
                "openfn-studio-standin"))  # fmt: skip
    return studio


def done(outcome: Outcome) -> Outcome:
    assert outcome.code == 0, outcome.err
    return outcome


def ids(outcome: Outcome) -> list[int]:
    return [row["id"] for row in done(outcome).json]


def test_a_project_has_an_inbox_and_keys(clinic: Studio):
    url = done(clinic("inbox", "url")).out.strip()
    key = done(clinic("inbox", "add-key", "source")).out.strip()
    done(clinic("inbox", "add-pair", "odk", "--password-stdin", stdin=b"open-sesame-42\n"))
    listed = done(clinic("inbox", "keys", "--json")).json
    done(clinic("inbox", "revoke", "1"))

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/inbox/[0-9a-f-]{36}", url)
    assert key.startswith("ofk_")
    assert [one["kind"] for one in listed] == ["basic", "api_key"]
    assert ids(clinic("inbox", "keys", "--json")) == [2]


def test_projects_are_listed_and_changed(clinic: Studio):
    done(clinic("projects", "edit", "Clinic", "--concurrency", "3", "--keep-messages", "30"))
    done(clinic("projects", "edit", "Clinic", "--keep-messages", "0", "--name", "Ward"))

    (row,) = done(clinic("projects", "list", "--json")).json
    table = done(clinic("projects", "list")).out

    assert (row["name"], row["concurrency"], row["keep_messages_days"]) == ("Ward", 3, None)
    assert "Ward" in table


def test_jobs_are_made_changed_archived_and_restored(clinic: Studio, write: Write):
    text = write("a.js", "fn(s => s);\n")
    done(clinic("jobs", "edit", "register", "--file", text, "--off", "--live", "--no-console",
                "--long", "-a", "http@3.1.12"))  # fmt: skip

    job = done(clinic("jobs", "show", "register", "--json")).json
    done(clinic("jobs", "archive", "register"))
    hidden = ids(clinic("jobs", "list", "--json"))
    shown = ids(clinic("jobs", "list", "--archived", "--json"))
    done(clinic("jobs", "restore", "register"))
    done(clinic("jobs", "edit", "register", "--trigger", "none"))

    assert job["expression"] == "fn(s => s);\n"
    assert (job["adaptor"], job["adaptor_version"]) == ("http", "v3.1.12")
    assert [job[name] for name in ("autoprocess", "test_mode", "no_console", "long_run")] == [
        False, False, True, True,
    ]  # fmt: skip
    assert (hidden, shown) == ([], [1])
    assert done(clinic("jobs", "show", "1", "--json")).json["trigger_id"] is None
    assert clinic("jobs", "edit", "register").code == 3
    assert "no job nobody" in clinic("jobs", "show", "nobody").err


def test_the_state_of_a_cron_job_is_shown_set_and_forgotten(clinic: Studio, write: Write):
    done(clinic("jobs", "state", "register", "--set", write("s.json", '{"cursor": 1}')))
    kept = done(clinic("jobs", "state", "register")).json
    done(clinic("jobs", "state", "register", "--forget"))

    assert kept == {"cursor": 1}
    assert done(clinic("jobs", "state", "register")).json == {}
    assert clinic("jobs", "run", "register").code == 3


def test_triggers_are_made_changed_explained_and_deleted(clinic: Studio, write: Write):
    criteria = write("c.json", '{"form":"death"}')
    done(clinic("triggers", "add", "hourly", "--cron", "00 * * * *"))
    done(clinic("triggers", "add", "after", "--success", "register"))
    done(clinic("triggers", "add", "failed", "--failure", "1"))
    done(clinic("triggers", "edit", "births", "--criteria", f"@{criteria}", "--exclusion", "[]"))
    done(clinic("messages", "add", "-", stdin=BIRTH.encode()))

    rows = done(clinic("triggers", "list", "--json")).json
    explained = done(clinic("triggers", "explain", "births", "1")).out
    times = done(clinic("triggers", "cron", "0 2 * * 1", "--count", "2")).out.splitlines()
    done(clinic("triggers", "delete", "hourly"))

    assert [row["type"] for row in rows] == ["message", "cron", "success", "failure"]
    assert rows[0]["criteria"] == {"form": "death"}
    assert 'expected "death", got "birth"' in explained
    assert (times[0], len(times)) == ("At 02:00 on Monday", 3)
    assert ids(clinic("triggers", "list", "--json")) == [1, 3, 4]
    assert done(clinic("triggers", "show", "births", "--json")).json["exclusion"] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("triggers", "add", "x"), "not said what starts"),
        (("triggers", "add", "x", "--cron", "* * * * *", "--criteria", "{}"), "of one kind"),
        (("triggers", "add", "x", "--criteria", "{"), "criteria: "),
        (("triggers", "add", "x", "--cron", "0 0 30 2 *"), "never fires"),
        (("jobs", "add", "register"), "already"),
        (("messages", "list", "--project", "none"), "no project none"),
        (("messages", "show", "9"), "no message 9"),
        (("runs", "show", "9"), "no run 9"),
        (("runs", "retry"), "not said which runs"),
        (("runs", "stop", "9"), "no run 9"),
        (("credentials", "edit", "x"), "nothing to change"),
        (("credentials", "delete", "9"), "no credential 9"),
        (("users", "remove", "nobody@x.org"), "no user nobody"),
        (("tokens", "revoke", "9"), "no token 9"),
    ],
)
def test_what_cannot_be_is_told_in_words(clinic: Studio, words: tuple[str, ...], says: str):
    outcome = clinic(*words)

    assert outcome.code == 3
    assert says in outcome.err
    assert "Traceback" not in outcome.err


def test_messages_are_added_found_edited_run_and_removed(clinic: Studio, write: Write):
    done(clinic("messages", "add", write("m.json", BIRTH)))
    done(clinic("messages", "add", write("m.xml", "<form>death</form>")))
    done(clinic("messages", "edit", "2", "-", stdin=b'{"form":"birth"}'))

    found = ids(clinic("messages", "list", "--text", "sampley", "--json"))
    passing = ids(clinic("messages", "list", "--trigger", "births", "--json"))
    original = done(clinic("messages", "show", "2", "--received")).out
    body = done(clinic("messages", "show", "2")).json
    info = done(clinic("messages", "info", "2", "--json")).json
    run = done(clinic("messages", "run", "2", "--job", "register"))
    table = done(clinic("messages", "list")).out
    done(clinic("messages", "delete", "1"))

    assert (found, passing) == ([1], [2, 1])
    assert (original, body) == ("<form>death</form>", {"form": "birth"})
    assert info["edits"][0]["body"] == {"form": "death"}
    assert "openfn-studio serve starts them" in run.err
    assert "waiting" in table
    assert ids(clinic("messages", "list", "--json")) == [2]


def test_the_queue_is_shown_and_emptied_and_bulk_operations_count_first(clinic: Studio):
    for _ in range(2):
        done(clinic("messages", "add", "-", stdin=BIRTH.encode()))

    dry = done(clinic("messages", "reprocess", "--from", "1", "--to", "1", "--dry-run"))
    done(clinic("messages", "reprocess", "--trigger", "births"))
    queue = done(clinic("runs", "queue", "--json")).json
    done(clinic("runs", "queue", "--take-out", "1"))
    retry = done(clinic("runs", "retry", "--status", "failed", "--dry-run"))

    assert "1 messages would start 1 runs" in dry.err
    assert [row["message_id"] for row in queue] == [1, 2, 1, 2]
    assert len(done(clinic("runs", "queue", "--json")).json) == 3
    assert "0 runs would be repeated" in retry.err
    assert done(clinic("runs", "list", "--json")).json == []


def test_exports_go_to_a_file_or_to_stdout(clinic: Studio, tmp_path: Path):
    done(clinic("messages", "add", "-", stdin=BIRTH.encode()))
    file = tmp_path / "messages.csv"

    done(clinic("messages", "export", "-o", file))
    lines = done(clinic("messages", "export", "--format", "ndjson")).out
    none = done(clinic("runs", "export", "--format", "json")).json
    refused = clinic("messages", "export", "-o", tmp_path / "no" / "x.csv")

    (row,) = csv.DictReader(io.StringIO(file.read_text("utf-8")))
    assert json.loads(row["body"])["name"] == "Sampley"
    assert json.loads(lines)["id"] == 1
    assert none == []
    assert (refused.code, "cannot be written" in refused.err) == (3, True)
    assert clinic("messages", "export", "--format", "xlsx").code == 3


def test_users_and_tokens_are_made_and_removed(clinic: Studio):
    done(clinic("users", "add", "a@b.org", "--password-stdin", stdin=b"a password\n"))
    done(clinic("users", "password", "a@b.org", "--password-stdin", stdin=b"another one\n"))
    users = done(clinic("users", "list", "--json")).json
    token = done(clinic("tokens", "create", "laptop")).out.strip()
    tokens = done(clinic("tokens", "list", "--json")).json
    done(clinic("tokens", "revoke", "1"))
    done(clinic("users", "remove", "a@b.org"))

    assert [user["email"] for user in users] == ["owner@localhost", "a@b.org"]
    assert token.startswith("ofs_")
    assert [one["name"] for one in tokens] == ["laptop"]
    assert ids(clinic("users", "list", "--json")) == [1]
    short = clinic("users", "add", "c@d.org", "--password-stdin", stdin=b"short\n")
    assert (short.code, "at least 8" in short.err) == (3, True)


def test_without_a_key_credentials_are_refused_and_nothing_of_them_is_told(
    clinic: Studio, write: Write
):
    file = write("k.json", '{"password":"open-sesame-42"}')
    broken = write("b.json", '{"password":"open-sesame-42"')

    refused = clinic("credentials", "add", "register", "--file", file)
    unreadable = clinic("credentials", "add", "register", "--file", broken)
    from_stdin = clinic("credentials", "add", "r", "--file", "-", stdin=b'"open-sesame-42"')
    done(clinic("credentials", "add", "empty"))

    assert refused.code == unreadable.code == from_stdin.code == 3
    assert "Credentials cannot be kept" in refused.err
    assert "not JSON" in unreadable.err
    for outcome in (refused, unreadable, from_stdin):
        assert "sesame" not in outcome.out + outcome.err
    (row,) = done(clinic("credentials", "list", "--json")).json
    assert (row["name"], row["has_body"], row["project_ids"]) == ("empty", False, [1])


def test_a_newer_database_is_read_and_not_written(clinic: Studio, data: Path):
    with sqlite3.connect(data / "databases" / "local.sqlite") as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()

    shown = done(clinic("projects", "list", "--json")).json
    refused = clinic("projects", "add", "Ward")

    assert [row["name"] for row in shown] == ["Clinic"]
    assert refused.code == 3
    assert "newer version" in refused.err


def test_the_vault_is_begun_with_a_passphrase_and_says_where_its_key_is(clinic: Studio):
    locked = done(clinic("credentials", "vault"))
    file = b'{"password":"open-sesame-42"}'
    done(clinic("credentials", "unlock", "--passphrase-stdin", stdin=b"a passphrase of mine\n"))
    where = done(clinic("credentials", "vault", "--json")).json
    refused = clinic("credentials", "add", "register", "--file", "-", stdin=file)

    assert "not at hand" in locked.out
    assert (where["is_open"], "passphrase" in where["problem"]) == (False, True)
    # Without a server each command begins with a locked vault.
    assert refused.code == 3


def test_the_database_is_checked_and_its_index_made_anew(clinic: Studio, data: Path):
    done(clinic("messages", "add", "-", stdin=BIRTH.encode()))
    sound = done(clinic("projects", "check"))
    with sqlite3.connect(data / "databases" / "local.sqlite") as connection:
        connection.execute("INSERT INTO message_text (message_text) VALUES ('delete-all')")
        connection.execute("UPDATE text_index SET reaches = (SELECT max(id) FROM message)")
    connection.close()
    damaged = clinic("projects", "check")

    assert "is sound" in sound.err
    assert (damaged.code, "text index message_text is damaged" in damaged.err) == (1, True)
    done(clinic("projects", "check", "--rebuild-index"))


def test_without_a_database_there_is_nothing_to_check(studio: Studio):
    assert "no database yet" in done(studio("projects", "check")).err
