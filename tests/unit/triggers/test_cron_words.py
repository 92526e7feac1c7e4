"""Cron schedules in words."""

import pytest

from openfn_studio.triggers.cron import parse_cron
from openfn_studio.triggers.cron_words import in_words


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("* * * * *", "Every minute"),
        ("*/5 * * * *", "Every 5 minutes"),
        ("0,30 * * * *", "Every 30 minutes"),
        ("*/7 * * * *", "Every hour, at minutes 0, 7, 14, 21, 28, 35, 42, 49 and 56"),
        ("0 * * * *", "Every hour, at minute 0"),
        ("5,20 * * * *", "Every hour, at minutes 5 and 20"),
        ("0 */3 * * *", "Every 3 hours, at minute 0"),
        ("15 */6 * * *", "At 00:15, 06:15, 12:15 and 18:15 every day"),
        ("30 02 * * *", "At 02:30 every day"),
        ("30 2 * * MON", "At 02:30 on Monday"),
        ("30 2 * * 1-5", "At 02:30 on Monday to Friday"),
        ("0 0 * * 6,0", "At 00:00 on Saturday and Sunday"),
        ("0 0 * * 0", "At 00:00 on Sunday"),
        ("0 8,18 * * *", "At 08:00 and 18:00 every day"),
        ("0 0 1 * *", "At 00:00 on day 1 of the month"),
        ("0 0 1,15 * *", "At 00:00 on days 1 and 15 of the month"),
        ("0 0 1 1 *", "At 00:00 on day 1 of the month, in January"),
        ("0 6 * 1-3,7 *", "At 06:00 every day, in January to March and July"),
        ("* * * 6 *", "Every minute, in June"),
        ("* 5 * * *", "Every minute during hour 5"),
        ("*/10 9-17 * * MON-FRI", "Every 10 minutes during hours 9 to 17 on Monday to Friday"),
        ("3,4 1-9 * * *", "At minutes 3 and 4 during hours 1 to 9 every day"),
        ("0 0 13 * 5", "At 00:00 on day 13 of the month, and on Friday"),
        ("0 0 */15 * 5", "At 00:00 on days 1, 16 and 31 of the month if that is Friday"),
    ],
)
def test_in_words(cron: str, words: str) -> None:
    assert in_words(parse_cron(cron)) == words
