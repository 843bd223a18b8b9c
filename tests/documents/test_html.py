"""HTML: what a reader of the page sees, in order; nothing is run, fetched or resolved."""

from __future__ import annotations

import pytest

from workbench import read
from workbench.documents import html, markdown
from workbench.records import Document


def of(body: str | bytes, head: str = "") -> Document:
    body = body if isinstance(body, bytes) else body.encode()
    page = b"<!doctype html><html><head>%s</head><body>%s</body></html>"
    return read.document(page % (head.encode(), body), "a.html")


def seen(document: Document) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in document.blocks]


WORDS = {
    "<p>one</p><p>two</p>": ["one", "two"],
    "<p>one\n  two&nbsp;<b>three</b>&lt;</p>": ["one two\u00a0three<"],
    "<div>one<div>two</div>three</div>": ["one", "two", "three"],
    "<p>one<br>two</p>": ["one\ntwo"],
    "<ul><li>one</li><li>two</li></ul>": ["one", "two"],
    "<p>the <code>f</code> is <tt>a`b</tt></p>": ["the `f` is a`b"],
    "<p>O(n<sup>2</sup>)</p>": ["O(n^2)"],
    "<h2>Head <i>it</i></h2><p>x</p>": ["Head it", "x"],
    "one<p>two": ["one", "two"],
    "<p>a<script>alert('x')</script><style>p{}</style><!-- c -->b</p>": ["ab"],
    "<p hidden>x</p><p style='display: none'>y</p><p>z</p>": ["z"],
    "<noscript>x</noscript><template>y</template><svg><text>z</text></svg>w": ["w"],
    "<table><tr><td>only a frame</td></tr></table>": ["only a frame"],
    "": [],
}


@pytest.mark.parametrize("body", WORDS)
def test_the_words_of_a_page(body: str) -> None:
    assert [text for _, text in seen(of(body, "<title>x</title>"))] == WORDS[body]


def test_a_pre_is_code_in_its_language() -> None:
    text = "def f(x):\n    return x &lt; 3\n"
    document = of(f'<p>see</p><pre><code class="language-Python">\n{text}</code></pre>')
    (_, block) = document.blocks
    assert (block.kind, block.language) == ("code", "python")
    assert block.text == "def f(x):\n    return x < 3\n"
    assert read.in_part(document, block.location).paragraph == 2


def test_the_buttons_of_a_saved_chat_are_no_code() -> None:
    code = '<code class="hljs"><span>def</span> f(x):<br>    return x</code>'
    document = of(f"<pre><div>python<button>Copy code</button></div>{code}</pre>")
    assert seen(document) == [("code", "def f(x):\n    return x\n")]


def test_fences_in_a_pre_do_not_end_it() -> None:
    document = of("<pre>a\n```\nb\n````\nc</pre><p>x</p>")
    assert seen(document) == [("listing", "a\n```\nb\n````\nc\n"), ("text", "x")]


def test_tables_have_cells() -> None:
    document = of(
        "<table><thead><tr><th>Opcode<th>a|b</thead><tbody><tr><td>LOAD_FAST<td> 2 </tbody></table>"
    )
    (table,) = document.blocks
    rows = [[cell.text for cell in row] for row in table.rows]
    assert rows == [["Opcode", "a\\|b"], ["LOAD_FAST", "2"]]


def test_pictures_are_told_and_not_fetched() -> None:
    document = of('<p>see <img src="http://127.0.0.1:9/x.png"> here</p>')
    assert seen(document) == [("text", "see"), ("image", "[picture]"), ("text", "here")]
    assert document.why == "pictures in it were not read"


def test_roles_of_a_saved_chat_are_speakers() -> None:
    document = of(
        '<div data-message-author-role="user"><p>a</p></div><p>between</p>'
        '<div data-message-author-role="assistant"><div><p>b</p></div></div>'
        '<div data-message-author-role="odd"><p>c</p></div>'
    )
    said = [(one.speaker, one.text) for one in document.blocks]
    assert said == [("user", "a"), (None, "between"), ("assistant", "b"), ("system", "c")]


@pytest.mark.parametrize("role", ["tool", "system", "", "odd", "User"])
def test_words_of_other_roles_are_nobodys(role: str) -> None:
    body = f'<div data-message-author-role="{role}"><p>a</p></div>'
    document = read.document(f"<html><body>{body}<p>b</p></body></html>".encode(), "a.html")
    assert [(one.speaker, one.text) for one in document.blocks] == [("system", "a"), (None, "b")]


@pytest.mark.parametrize("fence", ["```", "~~~", "```python", "x<br>```", "``````", "````x"])
def test_a_fence_in_words_swallows_no_turn(fence: str) -> None:
    document = of(
        f'<div data-message-author-role="user"><p>{fence}</p></div>'
        '<div data-message-author-role="assistant"><p>b</p><pre>x\n```\ny</pre></div>'
        '<div data-message-author-role="user"><p>c</p></div>'
    )
    _, *others = ((one.speaker, one.kind, one.text) for one in document.blocks)
    assert others == [
        ("assistant", "text", "b"),
        ("assistant", "listing", "x\n```\ny\n"),
        ("user", "text", "c"),
    ]
    assert document.why is None


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("é".encode(), ""),
        ("é".encode("latin-1"), '<meta charset="iso-8859-1">'),
        ("é".encode("cp1252"), ""),
    ],
)
def test_the_page_says_how_it_is_encoded(body: bytes, head: str) -> None:
    assert seen(of(body, head)) == [("text", "é")]


def test_entities_are_not_resolved() -> None:
    text = (
        b'<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY a "boom">]>'
        b"<html><body><p>x &e; &a; y</p></body></html>"
    )
    document = read.document(text, "a.html")
    assert document.status == "ok"
    assert "root:" not in document.text


@pytest.mark.parametrize(
    ("data", "is_page"),
    [
        (b"<!DOCTYPE HTML><p>x", True),
        (b"\xef\xbb\xbf \n<!-- saved from x -->\n<html>", True),
        (b'<?xml version="1.0"?>\n<html xmlns="x">', True),
        (b"# Words\n\n<html> is a tag", False),
        (b"<div>some Markdown begins so</div>\n\n# Title", False),
        (b"```html\n<html>\n```", False),
        (b"", False),
    ],
)
def test_who_reads_what(data: bytes, is_page: bool) -> None:
    assert (html.sniff(data, "a.txt") > markdown.sniff(data, "a.txt")) is is_page


@pytest.mark.parametrize(
    "comment", [b"<!---->", b"<!-->", b"<!-- -->\n", b"<!----><!--", b"<?xml>"]
)
def test_very_many_comments_are_looked_at_once(comment: bytes) -> None:
    assert html.sniff(comment * 3_000, "a.txt") == 0.0
    assert html.sniff(b"<!-- a -->\n" * 5 + b"<html>", "a.txt") == 0.8


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 50_000,
        "<" * 100_000,
        "<!" * 100_000,
        "<a b=" * 50_000,
        "&" * 100_000,
        "<table>" * 20_000,
        "<pre><code>" * 20_000 + "x",
        "<p>" * 200_000,
        "<sup>" * 5_000 + "x",
    ],
)
def test_odd_pages_end_as_a_record(body: str) -> None:
    document = of(body)
    assert document.status in ("ok", "empty", "unread")
    assert document.why or document.status == "ok"


def test_ten_thousand_rows_are_read() -> None:
    row = "<tr><td>LOAD_FAST</td><td>3</td></tr>"
    (table,) = of(f"<table>{row * 10_000}</table>").blocks
    assert len(table.rows) == 10_000


def test_very_many_elements_are_refused() -> None:
    document = of("<b>" * 1_500_001)
    assert document.status == "unread"
    assert "too many elements" in (document.why or "")


def test_ten_megabytes_are_read_to_an_end() -> None:
    document = of("<p>some words that say nothing at all</p>\n" * 240_000)
    assert document.status == "ok"
    assert "were read" in (document.why or "")


def test_one_very_long_text_is_told() -> None:
    document = of("<p>x" + "word " * 2_200_000 + "</p><p>end</p>")
    assert document.status == "unread"
    assert "damaged page" in (document.why or "")
