"""Projects, jobs, triggers, credentials, users, tokens and inbox keys."""

from typing import Any

import pytest

from openfn_studio.domain.job import InlineExpression
from openfn_studio.domain.trigger import Catch, Cron, Flow, MessageFilter
from openfn_studio.store.accounts import inbox_keys, tokens, users
from openfn_studio.store.problems import ChangedMeanwhile, FieldProblem, NotThere
from openfn_studio.store.projects import credentials, jobs, projects, triggers
from openfn_studio.store.projects.image import read_image
from tests.unit.store.conftest import Record
from tests.unit.store.desk import NOW, Desk


def add_user(desk: Desk, email: str = "ada@example.org", **more: Any) -> users.UserRow:
    given: dict[str, Any] = {"name": "Ada", "password": "hash", "is_owner": False, **more}
    return desk.do(users.add_user, email=email, now_ms=NOW, **given)


def add_credential(desk: Desk, name: str = "register", **more: Any) -> credentials.CredentialRow:
    given: dict[str, Any] = {"owner": None, "projects": [desk.project.number], **more}
    seal_name = f"seal-{name}-{len(desk.see(credentials.list_credentials))}"
    return desk.do(credentials.add_credential, name=name, seal_name=seal_name, now_ms=NOW, **given)


def test_numbers_are_given_once_also_after_a_deletion(desk: Desk):
    first = add_credential(desk, "a")
    desk.do(credentials.delete_credential, first.number)

    assert (first.number, add_credential(desk, "b").number) == (1, 2)


def test_a_project_needs_a_name_of_its_own(desk: Desk):
    for name, says in (("Clinic", "project Clinic already"), (" ", "needs a name")):
        with pytest.raises(FieldProblem, match=says):
            desk.add_project(name)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"concurrency": 0}, "concurrency"),
        ({"concurrency": 11}, "concurrency"),
        ({"keep_messages_days": 0}, "keep_messages_days"),
        ({"keep_runs_days": -1}, "keep_runs_days"),
        ({"name": ""}, "name"),
    ],
)
def test_a_project_refuses_settings_that_make_no_sense(
    desk: Desk, changes: dict[str, Any], field: str
):
    with pytest.raises(FieldProblem) as caught:
        desk.do(projects.change_project, desk.project.number, changes, NOW)

    assert caught.value.field == field


def test_a_project_is_found_by_the_folder_it_came_from(desk: Desk):
    imported = desk.add_project("Imported", source="/somewhere")

    assert desk.see(projects.find_by_source, "/somewhere") == imported
    assert desk.see(projects.find_by_source, "/elsewhere") is None


def test_a_job_without_a_name_is_untitled_and_off(desk: Desk):
    first, second = desk.add_job(expression="steps()"), desk.add_job()

    assert [first.name, second.name] == ["Untitled 1", "Untitled 2"]
    assert (first.autoprocess, first.test_mode, first.expression) == (False, True, "steps()")


def test_a_job_is_written_over_only_by_who_has_read_it(desk: Desk):
    read = desk.job
    changed = desk.do(jobs.change_job, read.number, {"expression": "a()"}, NOW)

    with pytest.raises(ChangedMeanwhile, match="changed meanwhile"):
        desk.do(
            jobs.change_job, read.number, {"expression": "b()"}, NOW,
            expected_ms=read.updated_at_ms,
        )  # fmt: skip

    assert changed.updated_at_ms > read.updated_at_ms
    assert desk.see(jobs.find_job, read.number).expression == "a()"


def test_a_name_is_taken_by_archived_jobs_too(desk: Desk):
    desk.do(jobs.change_job, desk.job.number, {"archived": True}, NOW)

    with pytest.raises(FieldProblem, match="archived job register") as caught:
        desk.add_job(name="register")

    assert "Restore" in caught.value.remedy


def test_a_job_that_only_runs_of_the_editor_knew_becomes_one_of_the_platform(
    desk: Desk, record: Record
):
    desk.do(
        lambda connection: connection.execute(
            "INSERT INTO job (id, project_id, name) VALUES (5, ?, 'tried')", (desk.project.id,)
        ).fetchall()
    )

    assert [job.name for job in desk.see(jobs.list_jobs, desk.project.id)] == ["register"]
    assert desk.add_job(name="tried").id == 5


def test_a_deleted_trigger_is_taken_from_its_jobs_and_its_name_is_free(desk: Desk):
    desk.do(triggers.delete_trigger, desk.trigger.number, NOW)

    assert desk.see(jobs.find_job, desk.job.number).trigger is None
    assert desk.see(triggers.list_triggers) == []
    with pytest.raises(NotThere):
        desk.see(triggers.find_trigger, desk.trigger.number)
    assert desk.add_trigger("births", criteria="{}").number == desk.trigger.number + 1


def test_a_trigger_forgets_its_matches_when_its_filter_changes(desk: Desk):
    desk.receive('{"form":"birth"}', match=True)
    assert desk.messages(trigger_id=desk.trigger.id) == [1]

    renamed = desk.do(triggers.change_trigger, desk.trigger.number, {"name": "b"}, NOW)
    assert desk.messages(trigger_id=desk.trigger.id) == [1]
    desk.do(triggers.change_trigger, desk.trigger.number, {"criteria": "[]"}, NOW)

    assert renamed.name == "b"
    assert desk.messages(trigger_id=desk.trigger.id) == []


def test_a_project_is_read_as_the_pure_rooms_know_it(desk: Desk):
    login = add_credential(desk, fields=["password"])
    desk.add_trigger("hourly", type="cron", cron="0 * * * *")
    desk.add_trigger("after", type="success", watched_job_id=desk.job.id)
    desk.add_trigger("failed", type="failure", watched_job_id=desk.job.id)
    desk.do(
        jobs.change_job, desk.job.number,
        {"adaptor": "http", "adaptor_version": "v3.1.12", "credential_id": login.id}, NOW,
    )  # fmt: skip

    image = desk.see(read_image, desk.project.number)

    job = image.project.job("register")
    assert job is not None
    assert (job.adaptor, job.trigger, job.credential) == ("http@v3.1.12", "births", "register")
    assert job.expression == InlineExpression("")
    assert image.project.triggers == (
        MessageFilter("births", '{"form":"birth"}'),
        Cron("hourly", "0 * * * *"),
        Flow("after", "register"),
        Catch("failed", "register"),
    )
    assert image.jobs["register"].id == desk.job.id


def test_a_credential_is_used_where_it_is_shared_only(desk: Desk):
    other = desk.add_project("Other")
    login = add_credential(desk, projects=[1, 2])
    desk.do(jobs.change_job, desk.job.number, {"credential_id": login.id}, NOW)
    assert desk.see(credentials.find_credential, login.number).jobs == (desk.job.number,)

    desk.do(credentials.share_credential, login.number, [other.number])

    shared = desk.see(credentials.find_credential, login.number)
    assert (shared.projects, shared.jobs) == ((2,), ())
    assert desk.see(credentials.list_credentials, project=1) == []


def test_a_project_has_no_two_credentials_of_one_name(desk: Desk):
    desk.add_project("Other")
    add_credential(desk, "same")
    elsewhere = add_credential(desk, "same", projects=[2])

    with pytest.raises(FieldProblem, match="Clinic has another credential named same"):
        desk.do(credentials.share_credential, elsewhere.number, [1, 2])
    with pytest.raises(NotThere, match="no project 9"):
        desk.do(credentials.share_credential, elsewhere.number, [9])
    assert desk.see(credentials.find_credential, elsewhere.number).projects == (2,)


def test_a_sealed_body_is_read_by_who_can_open_it(desk: Desk):
    empty = add_credential(desk, "empty")
    full = add_credential(desk, "full", sealed=b"sealed")

    assert (empty.has_body, full.has_body) == (False, True)
    assert desk.see(credentials.read_sealed, full.id) == (full.seal_name, b"sealed")


def test_an_email_address_has_one_user_whatever_its_case(desk: Desk):
    ada = add_user(desk)

    with pytest.raises(FieldProblem, match="already"):
        add_user(desk, "ADA@example.org")
    assert desk.see(users.find_by_email, "Ada@Example.org") == ada


def test_a_new_password_ends_the_sessions_of_the_old_one(desk: Desk):
    ada = add_user(desk)
    for kind, sha256 in (("session", b"s"), ("personal", b"p")):
        desk.do(
            tokens.add_token, user=ada.number, kind=kind, name="", sha256=sha256, now_ms=NOW,
            expires_at_ms=None,
        )  # fmt: skip

    desk.do(users.set_password, ada.number, "other hash")

    assert [token.kind for token in desk.see(tokens.list_tokens, ada.number)] == ["personal"]


def test_the_owner_and_owners_of_credentials_stay(desk: Desk):
    owner, ada = add_user(desk, "o@example.org", is_owner=True), add_user(desk)
    login = add_credential(desk, owner=ada.number)

    for number, says in ((owner.number, "owner of the platform"), (ada.number, "owns 1")):
        with pytest.raises(FieldProblem, match=says):
            desk.do(users.remove_user, number)
    desk.do(credentials.change_credential, login.number, {"owner_id": owner.number}, NOW)
    desk.do(users.remove_user, ada.number)

    assert [user.email for user in desk.see(users.list_users)] == ["o@example.org"]


def test_a_token_is_revoked_by_its_user_only(desk: Desk):
    ada, ben = add_user(desk), add_user(desk, "ben@example.org")
    token = desk.do(
        tokens.add_token, user=ada.number, kind="personal", name="laptop", sha256=b"1", now_ms=NOW,
        expires_at_ms=None,
    )  # fmt: skip

    with pytest.raises(NotThere):
        desk.do(tokens.revoke_token, token.number, ben.number)
    desk.do(tokens.revoke_token, token.number, ada.number)

    assert desk.see(tokens.list_tokens) == []


def test_tokens_that_have_ended_are_forgotten(desk: Desk):
    ada = add_user(desk)
    for moment, sha256 in ((NOW, b"old"), (NOW + 20, b"new")):
        desk.do(
            tokens.add_token, user=ada.number, kind="session", name="", sha256=sha256,
            now_ms=moment, expires_at_ms=moment + 10,
        )  # fmt: skip

    assert [token.sha256 for token in desk.see(tokens.list_tokens)] == [b"new"]


def test_several_inbox_keys_are_valid_at_once(desk: Desk):
    for name in ("old", "new"):
        desk.do(
            inbox_keys.add_inbox_key, project_id=desk.project.id, kind="api_key", name=name,
            username=None, secret=name, now_ms=NOW,
        )  # fmt: skip
    desk.do(inbox_keys.revoke_inbox_key, 1, desk.project.id)

    assert [key.name for key in desk.see(inbox_keys.list_inbox_keys, desk.project.id)] == ["new"]
    with pytest.raises(NotThere):
        desk.do(inbox_keys.revoke_inbox_key, 2, desk.project.id + 1)
