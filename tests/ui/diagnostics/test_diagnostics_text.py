from pathlib import Path

import pytest

from openfn_studio.log import FILE_NAME
from openfn_studio.version import __version__
from openfn_studio.workbench.computer import Finding
from openfn_studio.workbench.diagnostics import diagnostics_text, last_log_lines
from openfn_studio.workbench.private_text import PrivateText


def test_diagnostics_say_versions_findings_settings_and_log_without_secrets_and_names():
    home = Path.home()
    text = diagnostics_text(
        [Finding("Disk", "ok", "41 GB free")],
        {"scale": 150},
        "Screen 1280 x 720",
        [f"opened {home}/clinic with s3cret"],
        lambda text: text.replace("s3cret", "••"),
    )

    assert text.startswith(f"OpenFn Studio {__version__}\nPython 3.")
    assert "Qt 6." in text
    assert "Screen 1280 x 720" in text
    assert "Disk: 41 GB free (ok)" in text
    assert "scale = 150" in text
    assert "opened ~/clinic with ••" in text


def test_what_is_missing_is_said():
    text = diagnostics_text([], {}, "", [], str)

    assert "Settings that differ\nnone" in text
    assert text.endswith("Log\nempty\n")


def test_the_last_lines_of_the_log_are_taken(tmp_path: Path):
    (tmp_path / FILE_NAME).write_text("".join(f"line {number}\n" for number in range(100)))

    assert last_log_lines(tmp_path, 2) == ("line 98", "line 99")
    assert last_log_lines(tmp_path / "none") == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/srv/people/maria/x", "~/x"),
        ("/home/jo/jobs", "~/jobs"),
        ("at /Users/jo: no", "at ~: no"),
        (r"C:\Users\jo\jobs", r"~\jobs"),
        ("/data/maria/jobs and maria", "/data/~/jobs and maria"),
        ("/data/mariana/jobs", "/data/mariana/jobs"),
    ],
)
def test_no_path_names_its_user(text: str, shown: str):
    assert PrivateText(Path("/srv/people/maria"), "maria")(text) == shown


def test_a_user_without_a_name_hides_nothing_more():
    assert PrivateText(Path("/"), "")("/data/x") == "/data/x"
