import pytest

from openfn_studio.language.rework.refusal import CannotRework
from openfn_studio.language.rework.verbs import Verb, edits_of, reasons_against
from tests.unit.language.rework.jobs import V1, V2, edited, items, job_of

MIXED = """const base = 'x';
// put('/off');
get('/a', { b: 1 }, s => s);
if (base) { post('/c'); }
"""


@pytest.mark.parametrize(
    ("kind", "verb", "reason"),
    [
        ("operation", Verb.MOVE_UP, ""),
        ("operation", Verb.EDIT, "Choose a text"),
        ("dropped", Verb.MOVE_UP, "does not run: where it stands"),
        ("dropped", Verb.SWITCH, "does not run anyway"),
        ("dropped", Verb.DELETE, ""),
        ("off", Verb.DUPLICATE, "switch it on first"),
        ("off", Verb.SWITCH, ""),
        ("off", Verb.DELETE, ""),
        ("value", Verb.EDIT, ""),
        ("value", Verb.DELETE, "Choose the operation it belongs to"),
        ("callback", Verb.EDIT, "Choose a text"),
        ("object", Verb.MOVE_DOWN, "Choose the operation"),
    ],
)
def test_what_cannot_be_done_has_a_reason(kind: str, verb: Verb, reason: str):
    job = job_of(MIXED)
    item = items(job, kind)[0]

    found = reasons_against(job, item)[verb]

    assert reason in found if reason else found == ""


def test_a_hoisted_operation_says_why_it_stays():
    job = job_of(MIXED)
    post = items(job, "operation")[1]

    assert post.is_hoisted
    assert "wherever it stands" in reasons_against(job, post)[Verb.MOVE_UP]
    assert reasons_against(job, post)[Verb.DELETE] == ""


def test_nothing_can_be_done_while_the_text_is_broken():
    job = job_of("get('/x');\npost(\n")

    for verb in Verb:
        assert "syntax error" in reasons_against(job, items(job, "operation")[0])[verb]


def test_v2_code_beside_operations_can_move_and_go_but_not_be_switched_off():
    job = job_of("const a = 1;\nfn(a);\n", V2)
    code = items(job, "code")[0]

    assert edited(job, edits_of(job, code, Verb.MOVE_DOWN)) == "fn(a);\nconst a = 1;\n"
    assert edited(job, edits_of(job, code, Verb.DELETE)) == "fn(a);\n"
    assert "Only operations" in reasons_against(job, code)[Verb.SWITCH]


def test_each_verb_does_what_it_says():
    job = job_of("a();\n// b();\nc();\n", V1)
    first, last = items(job, "operation")
    off = items(job, "off")[0]

    assert edited(job, edits_of(job, last, Verb.MOVE_UP)) == "c();\na();\n// b();\n"
    assert edited(job, edits_of(job, first, Verb.MOVE_DOWN)) == "// b();\nc();\na();\n"
    assert edited(job, edits_of(job, off, Verb.SWITCH)) == "a();\nb();\nc();\n"
    assert edited(job, edits_of(job, last, Verb.SWITCH)) == "a();\n// b();\n// c();\n"
    assert edited(job, edits_of(job, first, Verb.DUPLICATE)) == "a();\na();\n// b();\nc();\n"
    assert edited(job, edits_of(job, off, Verb.DELETE)) == "a();\nc();\n"


def test_an_edit_that_is_refused_raises_the_reason():
    job = job_of(MIXED)

    with pytest.raises(CannotRework, match="does not run anyway"):
        edits_of(job, items(job, "dropped")[0], Verb.SWITCH)
