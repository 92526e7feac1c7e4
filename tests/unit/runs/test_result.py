import msgspec
import pytest

from openfn_studio.errors import RunProblem
from openfn_studio.runs.result import RunResult


def test_the_state_is_read_when_it_is_asked_for():
    result = RunResult(exit_code=0, state_json=b'{"data": {"n": 1.5}}')

    assert result.state == {"data": {"n": 1.5}}
    assert result.is_success


def test_no_state_is_not_null():
    assert RunResult(exit_code=1).state is msgspec.UNSET
    assert RunResult(exit_code=0, state_json=b"null").state is None


def test_half_a_surrogate_pair_survives():
    assert RunResult(exit_code=0, state_json=b'"\\ud800"').state == "\ud800"


def test_a_state_nested_too_deeply_says_so_and_keeps_its_text():
    text = b"[" * 100_000 + b"]" * 100_000
    result = RunResult(exit_code=0, state_json=text)

    with pytest.raises(RunProblem, match="nested too deeply"):
        _ = result.state
    assert result.state_json == text


def test_the_state_does_not_show_in_a_results_repr():
    assert "s3cret" not in repr(RunResult(exit_code=0, state_json=b'"s3cret"'))
