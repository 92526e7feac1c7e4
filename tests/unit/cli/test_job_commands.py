"""``check``, ``compile``, ``tree``, ``new``, ``demo`` and ``adaptors`` as a user calls them."""

import json
from collections.abc import Callable
from pathlib import Path

from openfn_studio.domain.run import Dialect
from openfn_studio.language.document import Document
from openfn_studio.language.outline import outline_of
from tests.unit.cli.conftest import STANDIN, Studio

Write = Callable[[str, str | bytes], Path]

TRAP = "const base = 'x';\nif (base) { post('/always'); }\nalterState(state => state);\n"


def test_check_tells_what_will_always_be_sent_and_fails(studio: Studio, write: Write) -> None:
    done = studio("check", write("trap.js", TRAP), *STANDIN)

    assert done.code == 1
    assert "trap.js:2:13: " in done.out
    assert "hoisted-call" in done.out


def test_check_of_a_sound_job_finds_nothing(studio: Studio, write: Write) -> None:
    done = studio("check", write("job.js", "alterState(state => state);"), *STANDIN)

    assert (done.code, done.out) == (0, "")
    assert "no problems found" in done.err


def test_check_as_json_gives_code_place_and_fixes(studio: Studio, write: Write) -> None:
    done = studio("check", write("job.js", "feild('a', 1);"), *STANDIN, "--json")

    problem = done.json[0]
    assert (problem["code"], problem["range"]["line"]) == ("unknown-function", 1)
    assert problem["fixes"][0]["edits"][0]["new_text"] == "field"


def test_check_offers_the_dialect_that_fits_better(studio: Studio, write: Write) -> None:
    job = write("job.js", "const n = 2;\nfn(state => ({ ...state, n: state.data?.n ?? n }));\n")

    done = studio("check", job)

    assert done.code == 1
    assert "add --dialect v2" in done.err


def test_check_says_when_names_cannot_be_known(studio: Studio, write: Write) -> None:
    done = studio("check", write("job.js", "feild('a', 1);"), "-a", "http@7.2.10")

    assert (done.code, done.out) == (0, "")
    assert "not installed" in done.err


def test_compile_shows_operations_in_order_and_what_never_runs(
    studio: Studio, write: Write
) -> None:
    done = studio("compile", write("trap.js", TRAP))

    assert done.out.index("post('/always')") < done.out.index("alterState(state => state)")
    assert "// Never runs, line 1: const base = 'x';" in done.out


def test_the_compiled_text_of_a_v2_job_runs_the_same_operations(
    studio: Studio, write: Write, tmp_path: Path
) -> None:
    job = write("job.js", "const n = 1;\nfn(s => s);\nfunction h() {}\npost('/a', h(n));\n")

    studio("compile", job, "--dialect", "v2", "-o", tmp_path / "compiled.js")

    compiled = (tmp_path / "compiled.js").read_text()
    names = [op.name for op in outline_of(Document(compiled), Dialect.V2).operations]
    assert names == ["fn", "post"]
    assert compiled.index("const n = 1;") < compiled.index("export default [")


def test_tree_names_arguments_and_marks_what_never_runs(studio: Studio, write: Write) -> None:
    done = studio("tree", write("trap.js", TRAP), *STANDIN)

    assert "path: '/always'" in done.out
    assert "const base = 'x';  line 1  never runs" in done.out


def test_the_raw_tree_shows_the_grammars_nodes(studio: Studio, write: Write) -> None:
    done = studio("tree", write("job.js", "fn(s => s);"), "--raw")

    assert "arrow_function" in done.out


def test_a_new_project_runs_at_once(studio: Studio, tmp_path: Path) -> None:
    made = studio("new", tmp_path / "mine")
    job = next((tmp_path / "mine" / "jobs").glob("*.js"))

    done = studio("run", job, "--test", *STANDIN)

    assert made.code == 0
    assert done.code == 0, done.err


def test_the_sample_is_copied_and_its_project_names_the_adaptor(
    studio: Studio, tmp_path: Path
) -> None:
    studio("new", tmp_path / "clinic", "--sample")

    done = studio(
        *("run", tmp_path / "clinic" / "jobs" / "register-child.js", "--test"),
        *("--message", tmp_path / "clinic" / "samples" / "registration.json"),
        *("--stub", tmp_path / "clinic" / "stubs.yaml", "-O"),
        *("--credential", tmp_path / "clinic" / "samples" / "credential.json"),
    )

    assert done.code == 0, done.err
    assert done.json["registered"] is True
    assert done.json["record"]["mother"]["phone"] == "+9995550101"


def test_new_leaves_a_folder_that_is_in_use_alone(studio: Studio, write: Write) -> None:
    kept = write("mine/notes.txt", "mine")

    done = studio("new", kept.parent)

    assert done.code == 3
    assert [path.name for path in kept.parent.iterdir()] == ["notes.txt"]


def test_demo_shows_operations_changes_and_requests(studio: Studio) -> None:
    done = studio("demo", "--text")

    assert done.code == 0, done.err
    assert "TEST  nothing leaves this computer" in done.err
    assert "POST https://register.clinic.example/children" in done.err
    assert "+ /registered" in done.err
    assert "authorization: Basic ••••" in done.err


def test_the_demos_picture_fetches_nothing(studio: Studio, tmp_path: Path) -> None:
    studio("demo", "--picture", tmp_path / "demo.svg")

    picture = (tmp_path / "demo.svg").read_text()
    assert "alterState" in picture
    assert "@font-face" not in picture


def test_the_shipped_adaptor_is_listed_with_docs_and_credential(studio: Studio) -> None:
    listed = studio("adaptors", "list", "--json")
    docs = studio("adaptors", "docs", "openfn-studio-standin", "get")
    schema = studio("adaptors", "schema", "openfn-studio-standin", "--json")

    assert [row["name"] for row in listed.json] == ["openfn-studio-standin"]
    assert docs.out.startswith("get(path")
    assert {"baseUrl", "password"} <= {field["key"] for field in schema.json}
    assert [f["write_only"] for f in schema.json if f["key"] == "password"] == [True]


def test_an_unknown_function_is_answered_with_those_there_are(studio: Studio) -> None:
    done = studio("adaptors", "docs", "openfn-studio-standin", "gett")

    assert done.code == 3
    assert "get, " in done.err


def test_version_and_help_are_there(studio: Studio) -> None:
    assert studio("--version").out.startswith("openfn-studio ")
    assert "--stub" in studio("run", "--help").out


def test_every_word_of_a_command_line_that_is_not_known_is_exit_3(studio: Studio) -> None:
    done = studio("rnu")

    assert done.code == 3
    assert "rnu" in done.err


def test_json_outputs_are_json(studio: Studio, write: Write) -> None:
    job = write("job.js", "alterState(s => s);")

    assert json.loads(studio("check", job, *STANDIN, "--json").out) == []
