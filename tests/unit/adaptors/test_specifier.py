from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.adaptors import specifier
from openfn_studio.domain.adaptor import AdaptorSpec
from openfn_studio.errors import UserInputProblem

HTTP = "@openfn/language-http"


@pytest.mark.parametrize(
    ("text", "name", "version"),
    [
        ("http", HTTP, None),
        (" http ", HTTP, None),
        ("HTTP", HTTP, None),
        ("http@3.1.12", HTTP, "3.1.12"),
        ("http@v3.1.12", HTTP, "3.1.12"),
        ("@openfn/language-http@v3.1.12", HTTP, "3.1.12"),
        ("@openfn/language-http", HTTP, None),
        ("language-common", "@openfn/language-common", None),
        ("language-http.Adaptor", HTTP, None),
        ("language-http.FakeAdaptor", HTTP, None),
        ("language-http.Adaptor@3.1.5", HTTP, "3.1.5"),
        ("dhis2@latest", "@openfn/language-dhis2", "latest"),
        ("http@next", HTTP, "next"),
        ("http@^6", HTTP, "^6"),
        ("http@6.x", HTTP, "6.x"),
        ("http@>=6 <8", HTTP, ">=6 <8"),
        ("http@>=6.4.0", HTTP, ">=6.4.0"),
        ("http@=6.4.0", HTTP, "=6.4.0"),
        ("http@1 || 2", HTTP, "1 || 2"),
        ("http@2.0.0-beta.1", HTTP, "2.0.0-beta.1"),
        ("fhir-4", "@openfn/language-fhir-4", None),
        ("@acme/language-x@1.0.0", "@acme/language-x", "1.0.0"),
        ("openfn-studio-standin", "openfn-studio-standin", None),
        ('"http@3.1.5"', HTTP, "3.1.5"),
    ],
)
def test_a_specifier_is_read_as_people_write_it(text: str, name: str, version: str | None):
    assert specifier.parse(text) == AdaptorSpec(name, version)


def test_a_relative_path_starts_from_the_folder_given(tmp_path: Path):
    spec = specifier.parse("http=../build", tmp_path / "project")

    assert spec == AdaptorSpec(HTTP, path=tmp_path / "build")


def test_an_absolute_path_with_an_at_sign_is_taken_as_it_is(tmp_path: Path):
    spec = specifier.parse(f"@acme/language-x={tmp_path}/a@1", Path("/elsewhere"))

    assert spec == AdaptorSpec("@acme/language-x", path=tmp_path / "a@1")


@pytest.mark.parametrize(
    "text",
    [
        "git+ssh://git@example.org/x.git",
        "http@git+https://example.org/x",
        "http@https://example.org/x.tgz",
        "http@file:../x",
        "http@npm:other@1.0.0",
        "http@github:acme/x",
        "npm:lodash",
        "file:./x",
        "acme/language-x",
        "./build",
        "../build",
        "/build",
        "~/build",
        "C:\\build",
        "http@../x",
        "@openfn/language-http@acme/x",
        "http=https://example.org/x",
        "http=git+ssh://example.org/x",
    ],
)
def test_addresses_and_bare_paths_are_refused_with_the_reason(text: str):
    with pytest.raises(UserInputProblem, match=r"address or a path|no folder on this computer"):
        specifier.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        '""',
        "http@",
        "http@@1",
        "@",
        "@openfn",
        "@openfn/",
        "Ünïcode",
        "a b",
        "-g",
        "http@-g",
        "--registry=x",
        "..",
        "a..b",
        "@../x",
        "http@$(x)",
        "http\x00",
        "x" * 300,
        "=path",
        "http=",
    ],
)
def test_garbage_is_refused_with_an_example(text: str):
    with pytest.raises(UserInputProblem) as caught:
        specifier.parse(text)

    assert "example" in str(caught.value) or "such as" in str(caught.value)


def test_local_is_answered_with_how_to_name_a_folder():
    with pytest.raises(UserInputProblem, match=r"http=\./adaptors/packages/http"):
        specifier.parse("http@local")


def test_a_name_that_may_mean_another_is_asked_about():
    with pytest.raises(UserInputProblem, match="Write postgresql if you mean"):
        specifier.parse("postgres@3.0.0")


def test_the_full_name_of_such_an_adaptor_is_taken_literally():
    assert specifier.parse("@openfn/language-postgres").name == "@openfn/language-postgres"


def test_several_are_separated_by_spaces_commas_or_given_apart():
    specs = specifier.parse_all(["http@6.4.3, common", "fhir,http@6.4.3"])

    assert [specifier.display(spec) for spec in specs] == ["http@6.4.3", "common", "fhir"]


def test_a_path_among_several_may_be_quoted():
    specs = specifier.parse_all(['http="/my builds/http" common'], Path("/"))

    assert specs == (
        AdaptorSpec(HTTP, path=Path("/my builds/http")),
        AdaptorSpec("@openfn/language-common"),
    )


def test_a_path_with_spaces_that_exists_needs_no_quotes(tmp_path: Path):
    build = tmp_path / "my builds, new"
    build.mkdir()

    assert specifier.parse_all([f"http={build}"]) == (AdaptorSpec(HTTP, path=build),)


def test_one_adaptor_in_two_versions_is_refused():
    with pytest.raises(UserInputProblem, match=r"http@6\.4\.3 and http@7\.2\.10 are one adaptor"):
        specifier.parse_all(["http@6.4.3", "http@7.2.10"])


NAMES = st.sampled_from([HTTP, "@openfn/language-fhir-4", "@acme/x", "openfn-studio-standin"])
VERSIONS = st.sampled_from([None, "latest", "next", "1.0.0", "^6", "6.x", ">=1.0.0-beta.2"])


@given(NAMES, VERSIONS)
def test_what_is_displayed_is_read_back_as_the_same(name: str, version: str | None):
    spec = AdaptorSpec(name, version)

    assert specifier.parse(specifier.display(spec)) == spec


def test_a_displayed_path_with_spaces_is_read_back_as_the_same():
    spec = AdaptorSpec(HTTP, path=Path("/my builds/http"))

    assert specifier.parse_all([specifier.display(spec)]) == (spec,)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_words(text: str):
    try:
        spec = specifier.parse(text)
    except UserInputProblem as problem:
        if not problem.remedy:
            pytest.fail(f"refused without a remedy: {problem}")
        return
    specifier.check_name(spec.name)
    assert spec.path or not set(spec.version or "") & set(":/\\$;&'\"")


@pytest.mark.parametrize(
    ("text", "floating"),
    [
        ("http", True),
        ("http@latest", True),
        ("http@^6", True),
        ("http@6", True),
        ("http@6.4.3", False),
        ("http=./x", False),
    ],
)
def test_a_version_is_fixed_only_when_it_is_exact(text: str, floating: bool):
    assert specifier.is_floating(specifier.parse(text)) is floating
