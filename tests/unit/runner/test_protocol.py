import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from openfn_studio.runner.protocol import (
    Log,
    decode_command,
    decode_event,
    encode,
    without_lone_surrogates,
)

SAMPLES: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "protocol" / "samples.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("sample", SAMPLES["commands"], ids=lambda sample: sample["type"])
def test_a_command_survives_being_written_and_read(sample: dict[str, Any]):
    command = decode_command(json.dumps(sample).encode())

    written = json.loads(encode(command))

    assert decode_command(encode(command)) == command
    assert {key: written.get(key) for key in sample if sample[key] is not None} == {
        key: value for key, value in sample.items() if value is not None
    }


@pytest.mark.parametrize("sample", SAMPLES["events"], ids=lambda sample: sample["type"])
def test_an_event_is_read_with_every_field_of_its_sample(sample: dict[str, Any]):
    event = decode_event(json.dumps(sample).encode())

    read_back = json.loads(msgspec.json.encode(event))

    assert decode_event(msgspec.json.encode(event)) == event
    for key in sample:
        assert key in read_back or not sample[key] or key == "source"


def test_half_a_surrogate_pair_is_shown_as_the_replacement_character():
    event = decode_event(rb'{"type":"log","level":"info","text":"a\ud800b \ud83d\ude00 \\ud800"}')

    assert isinstance(event, Log)
    assert event.text == "a�b 😀 \\ud800"


def test_a_text_without_surrogates_stays_as_it_is():
    text = rb'{"a":"\\\\ud800 \u00e9 \ud83d\ude00"}'

    assert without_lone_surrogates(text) == text
