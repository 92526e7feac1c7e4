from openfn_studio.store import sync_bases
from openfn_studio.store.sync_bases import RemoteThing
from tests.unit.store.desk import NOW, Desk


def thing(desk: Desk, remote_id: str = "12") -> RemoteThing:
    return RemoteThing(desk.project.id, "staging", "job", remote_id)


def test_a_base_keeps_the_fields_that_were_not_written(desk: Desk):
    job = thing(desk)
    desk.do(sync_bases.write_base, job, {"name": "a", "archived": None}, NOW)
    desk.do(sync_bases.write_base, job, {"name": "b"}, NOW)

    assert desk.see(sync_bases.read_base, job) == {"name": "b", "archived": None}
    assert desk.see(sync_bases.read_base, thing(desk, "13")) == {}
    assert desk.see(sync_bases.list_things, desk.project.id, "staging") == [job]
    desk.do(sync_bases.forget_base, job)
    assert desk.see(sync_bases.list_things, desk.project.id, "staging") == []


def test_every_version_is_kept_once(desk: Desk):
    job = thing(desk)
    for value in ({"v": 1}, {"v": 2}, {"v": 2}, {"v": 1}):
        desk.do(sync_bases.note_version, job, value, NOW)

    versions = desk.see(sync_bases.list_versions, job)

    assert [version.value["v"] for version in versions] == [1, 2, 1]
    assert versions[0].seen_at_ms == NOW
