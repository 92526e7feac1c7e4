"""``benchmarks/results.md``: one section a benchmark, replaced when it is measured again. Pure."""

import re

INTRODUCTION = """# What was measured

Written by `python3 dev.py bench`; each section is replaced when its benchmark runs again. Variants
took turns (A B A B …), so compare the ratios: they are medians of the ratios of each round, with
the least and the greatest behind them. Milliseconds are wall time and depend on the machine.
"""


def with_section(page: str, name: str, body: str) -> str:
    """Return the page with the named section replaced, or added at the end.

    Args:
        page: The page as it is; empty for a new one.
        name: The benchmark's name, the section's heading.
        body: What stands under the heading.
    """
    page = page or INTRODUCTION
    section = f"## {name}\n\n{body.strip()}\n"
    place = re.search(rf"^## {re.escape(name)}\n.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    if not place:
        return f"{page.rstrip()}\n\n{section}"
    after = page[place.end() :]
    return page[: place.start()] + section + (f"\n{after}" if after else "")
