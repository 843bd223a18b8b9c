"""Who speaks in a text: only where both sides are marked, in one way, on lines of their own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standing_at import hold_places

from workbench import read


def said(text: str) -> list[tuple[str | None, str]]:
    document = read.document(text.encode(), "a.md")
    hold_places(document)
    return [(one.speaker, one.text) for one in document.blocks]


CHATS = {
    "You said:\none\nChatGPT said:\ntwo\n": [
        ("user", "You said:\none"),
        ("assistant", "ChatGPT said:\ntwo"),
    ],
    "# User\n\none\n\n# Assistant\n\n## Head\n\ntwo\n": [
        ("user", "User"),
        ("user", "one"),
        ("assistant", "Assistant"),
        ("assistant", "Head"),
        ("assistant", "two"),
    ],
    "**Human:** one\n\n**Claude:** two\n": [
        ("user", "**Human:** one"),
        ("assistant", "**Claude:** two"),
    ],
    "**You**\n\none\n\n**GPT-4o**:\n\ntwo\n": [
        ("user", "**You**"),
        ("user", "one"),
        ("assistant", "**GPT-4o**:"),
        ("assistant", "two"),
    ],
    "before\n\nPrompt: one\nmore\n\nResponse:\ntwo\n\nPrompt: three": [
        (None, "before"),
        ("user", "Prompt: one\nmore"),
        ("assistant", "Response:\ntwo"),
        ("user", "Prompt: three"),
    ],
    "> User: one\n\n> Assistant: two": [("user", "User: one"), ("assistant", "Assistant: two")],
    "User: one\r\nAssistant: two\r\n": [("user", "User: one"), ("assistant", "Assistant: two")],
}


@pytest.mark.parametrize("text", CHATS)
def test_chats_have_speakers(text: str) -> None:
    assert said(text) == CHATS[text]


@pytest.mark.parametrize(
    "text",
    [
        "User: one\n\nUser: two",
        "The assistant: two\n\nThe user: one",
        "Prompt: one\n\nAssistant: two",
        "You said:\none\n\nResponse:\ntwo",
        "User\n\none\n\nAssistant\n\ntwo",
        "user:x\n\nassistant:y",
        "```\nUser: one\nAssistant: two\n```",
        "| User: | Assistant: |\n|---|---|\n| User: | Assistant: |",
        "We met the User: one, and the Assistant: two",
        "    User: one\n    Assistant: two",
    ],
)
def test_other_texts_have_none(text: str) -> None:
    assert {who for who, _ in said(text)} == {None}


def test_only_the_first_way_of_marking_counts() -> None:
    text = "You said:\none\n\nChatGPT said:\nA dialogue:\n\nUser: hello\n\nAssistant: hi\n"
    assert [who for who, _ in said(text)] == ["user"] + ["assistant"] * 3


def test_code_and_tables_have_the_speaker_above_them() -> None:
    text = (
        "## User\n\n```python\nx = 1\n```\n\n## Assistant\n\n```python\ny = 2\n```\n\n"
        '| a | b |\n|---|---|\n| 1 | 2 |\n\n{"c": 3}\n'
    )
    document = read.document(text.encode(), "a.md")
    found = [(one.kind, one.speaker) for one in document.blocks if one.kind != "text"]
    assert found == [
        ("code", "user"),
        ("code", "assistant"),
        ("table", "assistant"),
        ("listing", "assistant"),
    ]


def test_a_user_is_not_accused_and_an_assistant_is() -> None:
    table = "| Opcode | f |\n|---|---|\n| LOAD_FAST | 9 |\n\nLOAD_FAST: 9\n"
    code = "```python\ndef f(x):\n    return x\n```\n\n"
    for who, expected in (("User", False), ("Assistant", True)):
        other = "Assistant" if who == "User" else "User"
        text = f"## {other}\n\n{code}## {who}\n\nThe counts of `f`:\n\n{table}"
        document = read.document(text.encode(), "a.md")
        programs, _ = read.programs(document)
        claims = read.claims(document, [one.literal for one in programs])
        assert bool(claims) is expected


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "User:",
                "Assistant: x",
                "# User",
                "**You said:**",
                "ChatGPT said:",
                "> You:",
                "words",
                "",
                "```",
                "    code",
                "\t",
                "\r",
                "- Prompt:",
                "Response:",
                "--- --",
                "1. AI:",
            ]
        ),
        max_size=12,
    )
)
def test_any_marks_keep_their_places(lines: list[str]) -> None:
    said("\n".join(lines))
