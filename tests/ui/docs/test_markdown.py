from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfn_studio.ui.docs.markdown import inline_html, markdown_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# One #\n## Two", "<h1>One</h1><h2>Two</h2>"),
        ("a\nb\n\nc", "<p>a b</p><p>c</p>"),
        ("text\n# head", "<p>text</p><h1>head</h1>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("- a\n  more\n- b", "<ul><li>a more</li><li>b</li></ul>"),
        ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("- a\n\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n\nb", "<ul><li>a</li></ul><p>b</p>"),
        ("```js\nx < 1\n\ny\n```\nz", "<pre>x &lt; 1\n\ny</pre><p>z</p>"),
        ("```\nnever closed", "<pre>never closed</pre>"),
        ("a\n\n    code\n", "<p>a</p><pre>code</pre>"),
        ("> a\n> b", "<blockquote><p>a b</p></blockquote>"),
        ("---", "<hr>"),
        (
            "| a | b |\n|---|:-:|\n| 1 | `2` |",
            '<table cellspacing="0"><tr><th>a</th><th>b</th></tr>'
            "<tr><td>1</td><td><code>2</code></td></tr></table>",
        ),
        ("<b>no</b>", "<p>&lt;b&gt;no&lt;/b&gt;</p>"),
        ("", ""),
    ],
)
def test_blocks(text: str, html: str):
    assert markdown_html(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a** and *b* and _c_", "<b>a</b> and <i>b</i> and <i>c</i>"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        ("`a_b_ *c*`", "<code>a_b_ *c*</code>"),
        ("``a`b``", "<code>a`b</code>"),
        ("[docs](https://x.org/a_b_c)", '<a href="https://x.org/a_b_c">docs</a>'),
        ("see https://x.org/a.", 'see <a href="https://x.org/a">https://x.org/a</a>.'),
        ("[bad](javascript:alert)", "[bad](javascript:alert)"),
        ("[here](#place)", '<a href="#place">here</a>'),
        ("![picture](https://x.org/a.png)", "picture"),
        ("{@link dataValue}", "dataValue"),
        ("a & b", "a &amp; b"),
    ],
)
def test_words_within_a_line(text: str, html: str):
    assert inline_html(text) == html


class Balance(HTMLParser):
    """Fails on a tag that is not ours, or one that is not closed in order."""

    text = frozenset(("a", "b", "i", "p", "h1", "h2", "h3", "h4", "ul", "ol", "li", "code"))
    blocks = frozenset(("pre", "table", "tr", "th", "td", "blockquote", "hr"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag in self.text | self.blocks
        if tag != "hr":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@given(st.text(alphabet="ab #-*_`[](){}<>|\n\t1.!:/h", max_size=80))
def test_any_text_ends_and_gives_tags_of_ours_only(text: str):
    html = markdown_html(text)

    Balance().feed(html)


def test_code_is_coloured_by_whoever_asks():
    assert markdown_html("```\nx\n```", lambda text: f"[{text}]") == "<pre>[x]</pre>"
