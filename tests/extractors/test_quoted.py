"""Whose words a document's sentences are: the author's, not those that he quotes or refutes."""

from __future__ import annotations

import pytest
from stating import document, said

from workbench.extractors import _prose, parallelism


def texts(text: str) -> list[str]:
    return [one.text for one in _prose.sentences(document(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Before.\n\n~~The loop is serial.~~\n",
        "Before.\n\n> The loop is serial.\n",
        "Before.\n\n> First.\n> The loop is serial.\n",
        "Before.\n\n> Some words.\n>\n> The loop is serial.\n\nAfter.\n",
        "- Myth: The loop is serial.\n",
        "- **Myth 2:** The loop is serial.\n",
        "**Wrong:** The loop is serial.\n",
        "The loop is serial. That claim is wrong.\n",
        "The loop is serial. This is false, as a look at it shows.\n",
        "The loop is serial. But that is simply not true.\n",
        "The loop is serial. The previous statement was incorrect.\n",
        "The loop is serial. False, each step stands alone.\n",
        "The loop is serial. No, it is not.\n",
        "The loop is serial. (wrong)\n",
        "Ein Student sagt: The loop is serial. Das stimmt nicht.\n",
        "The loop is serial. Das ist falsch.\n",
        "The loop is serial. C'est faux.\n",
        "The loop is serial. Es incorrecto.\n",
        "The loop is serial. Это неверно.\n",
        "2. True or false: The loop is serial. True.\n",
        "True or false: the loop is serial.\n",
        "❌ The loop is serial.\n",
    ],
)
def test_what_is_quoted_struck_through_or_refuted_is_not_claimed(text: str) -> None:
    assert said(parallelism, text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The loop is serial.\n",
        "> The loop is serial.\n",
        "# A chat\n\n> Some words.\n>\n> The loop is serial.\n",
        "A myth is told.\n\nThe loop is serial.\n",
        "The loop is serial. This is wrongly seen as a flaw.\n",
        "The loop is serial. That is right.\n",
        "The loop is serial. No step is skipped.\n",
        "The loop is serial. Non-empty lists are long.\n",
        "~~Old words.~~\n\nThe loop is serial.\n",
        "The size is ~5 and ~6. The loop is serial.\n",
        "> Some words.\n\nThe loop is serial.\n",
    ],
)
def test_what_stands_beside_it_is(text: str) -> None:
    assert [one.args["verdict"] for one in said(parallelism, text)] == ["serial"]


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        *((no, 0) for no in ("no", "**No**", "false", "wrong", "✗", "❌ no", "nein", "non")),
        *((yes, 1) for yes in ("yes", "none", "3", "no idea", "✓")),
        *((no, 0) for no in ("falsch", "Incorrect.")),
    ],
)
def test_a_cell_beside_a_no_states_nothing(answer: str, count: int) -> None:
    found = texts(f"| Statement | True? |\n|-|-|\n| The loop is serial | {answer} |\n")
    assert found.count("The loop is serial") == count


def test_a_refutation_is_a_sentence_itself() -> None:
    assert texts("It has 5 calls. That is wrong. It has 6.\n") == ["That is wrong.", "It has 6."]


@pytest.mark.parametrize("part", ["~~", "~~a", "> ", "Myth: ", "That is ", "~~a~ "])
def test_a_long_text_is_read_to_its_end(part: str) -> None:
    texts(part * 30_000)
