import pytest

from openfn_studio.adaptors import failures
from openfn_studio.errors import EnvironmentProblem, RemoteProblem, StudioError

NAME = "@openfn/language-demo"


def explained(output: str) -> StudioError:
    return failures.from_npm(NAME, "1.0.0", output)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("ENOTFOUND", failures.NpmUnreachable, "cannot be reached"),
        ("ECONNREFUSED", failures.NpmUnreachable, "cannot be reached"),
        ("ETIMEDOUT", failures.NpmUnreachable, "cannot be reached"),
        ("ENOTCACHED", failures.NpmUnreachable, "cannot be reached"),
        ("E404", failures.AdaptorUnknown, "npm has no adaptor demo"),
        ("ENOSPC", EnvironmentProblem, "The disk is full"),
        ("EDQUOT", EnvironmentProblem, "The disk is full"),
        ("EACCES", EnvironmentProblem, "may not write"),
        ("EROFS", EnvironmentProblem, "may not write"),
        ("E401", RemoteProblem, "does not let you have"),
        ("E403", RemoteProblem, "does not let you have"),
        ("ENEEDAUTH", RemoteProblem, "does not let you have"),
        ("EINTEGRITY", RemoteProblem, "is damaged"),
        ("TAR_BAD_ARCHIVE", RemoteProblem, "is damaged"),
        ("E503", RemoteProblem, "has trouble"),
        ("E429", RemoteProblem, "has trouble"),
        ("SELF_SIGNED_CERT_IN_CHAIN", RemoteProblem, "certificate is not trusted"),
        ("CERT_HAS_EXPIRED", RemoteProblem, "certificate is not trusted"),
        ("EBADENGINE", EnvironmentProblem, "does not run with the Node.js"),
        ("EWHATEVER", EnvironmentProblem, "could not install demo 1.0.0 (EWHATEVER)"),
    ],
)
@pytest.mark.parametrize("prefix", ["npm error", "npm ERR!"])
def test_each_code_of_npm_has_its_own_words(
    prefix: str, code: str, kind: type[StudioError], words: str
):
    problem = explained(f"{prefix} code {code}\n{prefix} something happened")

    assert isinstance(problem, kind)
    assert words in problem.what
    assert problem.remedy


def test_a_refused_path_is_named():
    output = "npm error code EACCES\nnpm error syscall mkdir\nnpm error path /home/amina/.npm/x\n"

    assert "may not write /home/amina/.npm/x" in explained(output).what


def test_a_version_that_does_not_match_is_told_apart_from_a_name():
    asked = "npm error code ETARGET\nnpm error notarget No matching version found for "

    assert isinstance(explained(f"{asked}{NAME}@9.9.9.\n"), failures.VersionUnknown)
    other = explained(f"{asked}undici@^99.\n")
    assert other.what.startswith("demo needs undici ^99")


def test_an_unknown_error_says_what_npm_said_without_addresses():
    output = (
        "npm http fetch GET 200 https://registry.corp.example/x\n"
        "npm error code EODD\n"
        "npm error odd thing at https://amina:pw123@registry.corp.example/x?a=npm_abcdefgh1234\n"
        "npm error request to //registry.corp.example/ failed: connect ECONNX 10.0.0.7:4873\n"
        "npm error //registry.corp.example/:_authToken=abc123secret\n"
        "npm error Authorization: Bearer abcdefghijkl\n"
        "npm error A complete log of this run can be found in: /home/amina/.npm/_logs/x.log\n"
    )

    said = str(explained(output))

    for secret in ("corp.example", "pw123", "npm_", "10.0.0.7", "abc123secret", "abcdefghijkl"):
        assert secret not in said
    assert "odd thing at (the registry)" in said
    assert "_logs" not in said


def test_a_failure_without_a_code_is_still_an_error():
    problem = explained("npm error Cannot read properties of undefined\n")

    assert "no reason given" in problem.what
    assert "Cannot read properties" in problem.remedy


def test_a_code_that_only_stands_in_the_text_counts():
    assert isinstance(explained("request failed, reason: ENOTFOUND"), failures.NpmUnreachable)


def test_versions_that_exist_are_listed_up_to_a_dozen():
    published = tuple(f"1.{minor}.0" for minor in range(20, 0, -1))

    problem = failures.version_unknown(NAME, "9.9.9", published)

    assert "npm has 1.20.0, 1.19.0" in problem.remedy
    assert problem.remedy.endswith("1.9.0 and older ones.")
