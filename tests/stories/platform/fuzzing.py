"""Bodies no source should send, made by damaging those that sources do send."""

import gzip
import random
import zlib
from collections import Counter
from collections.abc import Iterator

import httpx

SEEDS: tuple[tuple[str, bytes], ...] = (
    ("application/json", b'{"form":{"@name":"birth","n":[1,2.50,1e400,true,null],"x":"\\u1780"}}'),
    ("application/json; charset=utf-16", '{"a":"é"}'.encode("utf-16")),
    ("application/xml", b'<?xml version="1.0"?><a xmlns:s="urn:s" s:k="v"><b>1</b><b/>t</a>'),
    ("text/xml; charset=latin-1", b"<a>\xe9&amp;&#233;</a>"),
    ("application/x-www-form-urlencoded", b"a=1&b=%C3%A9&b=2&c[]=x"),
    (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="f.xml"\r\n'
        b"Content-Type: text/xml\r\n\r\n<data id='1'><name>x</name></data>\r\n--b--\r\n",
    ),
    ("", b"[[[[1]]]]"),
    ("text/plain", b"just words"),
)
ENCODINGS = ("", "", "", "gzip", "deflate", "br", "x-gzip")
PIECES = (
    b"\x00", b"\xff\xfe", b"{", b"}", b"[" * 600, b"<a>", b"]]>", b"<!DOCTYPE a>", b"\\ud800",
    b"--b", b"\r\n\r\n", b'"', b"NaN", b"9" * 400, b"%00", b"&", b"\xe9", b"\xf0\x9f\x92\xa9",
)  # fmt: skip


def bodies(seed: int) -> Iterator[tuple[dict[str, str], bytes]]:
    """Yield headers and bodies without end; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    while True:
        kind, body = chance.choice(SEEDS)
        damaged = bytearray(body)
        for _ in range(chance.choice((0, 0, 1, 1, 2, 5))):
            _damage(damaged, chance)
        kind = chance.choice(
            (kind, kind, kind, chance.choice(SEEDS)[0], "x" * 300, "a/b; charset=?")
        )
        encoding = chance.choice(ENCODINGS)
        sent = bytes(damaged)
        if encoding == "gzip" and chance.random() < 0.7:
            sent = gzip.compress(sent)
        elif encoding == "deflate" and chance.random() < 0.7:
            sent = zlib.compress(sent)
        headers = {"Content-Type": kind} if kind else {}
        yield ({**headers, "Content-Encoding": encoding} if encoding else headers), sent


def _damage(body: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(body) + 1)
    match chance.randrange(5):
        case 0:
            body[at:at] = chance.choice(PIECES)
        case 1:
            del body[at : at + chance.randrange(1, 9)]
        case 2 if body:
            body[min(at, len(body) - 1)] = chance.randrange(256)
        case 3:
            body[at:at] = body[: chance.randrange(len(body) + 1)]
        case _:
            body[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))


def send_fuzzed(url: str, count: int, seed: int) -> tuple[Counter[int], list[str]]:
    """Post damaged bodies; return how often each status came, and what was wrong."""
    statuses: Counter[int] = Counter()
    problems: list[str] = []
    made = bodies(seed)
    with httpx.Client(timeout=30) as client:
        for number in range(count):
            headers, body = next(made)
            query = "?a=%00" if number % 97 == 0 else ""
            answer = client.post(url + query, content=body, headers=headers)
            statuses[answer.status_code] += 1
            is_told = answer.status_code == 200 or "errors" in answer.json()
            if answer.status_code >= 500 or not is_told:
                problems.append(f"{answer.status_code} for {headers} {body[:200]!r}")
    return statuses, problems
