"""ChatGPT exports: the branch that was shown, several conversations, what is hidden or a tool's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from chat_files import node, tree

from workbench import read
from workbench.documents import _chats, chatgpt
from workbench.records import Document

PROGRAM = "```python\ndef {name}(x):\n    return x + {number}\n\n\nprint({name}(1))\n```\n"


def export(*trees: Any) -> Document:
    return read.document(json.dumps(list(trees)).encode(), "conversations.json")


def texts(document: Document) -> list[str]:
    return [one.text for one in document.blocks]


def said(role: str, key: str, parent: str, **message: Any) -> dict[str, Any]:
    one = node(key, parent, role, "words")
    one["message"] |= message
    return one


def test_only_the_branch_that_was_shown_last_is_read() -> None:
    nodes = [
        node("root", None, None),
        node("q1", "root", "user", "first question"),
        node("a1", "q1", "assistant", "first answer"),
        node("q2", "root", "user", "edited question"),
        node("a2", "q2", "assistant", "given up"),
        node("a3", "q2", "assistant", "shown"),
    ]
    document = export(tree("a3", *nodes))
    assert texts(document) == ["edited question", "shown"]
    assert [one.speaker for one in document.blocks] == ["user", "assistant"]
    assert texts(export(tree("a1", *nodes))) == ["first question", "first answer"]


@pytest.mark.parametrize("current", [None, 3, "nowhere"])
def test_without_a_current_node_the_last_leaf_is_shown(current: Any) -> None:
    found = tree("", node("r", None, None), node("a", "r", "user", "one"), node("b", "a", "x", "2"))
    found["current_node"] = current
    assert texts(export(found)) == ["one", "2"]


def test_a_circle_ends() -> None:
    first, second = node("a", "b", "user", "one"), node("b", "a", "assistant", "two")
    assert texts(export(tree("b", first, second))) == ["one", "two"]


def test_conversations_do_not_know_each_other() -> None:
    one = tree("a", node("a", None, "assistant", PROGRAM.format(name="f", number=1)))
    two = tree("a", node("a", None, "assistant", PROGRAM.format(name="f", number=2)))
    three = tree("a", node("a", None, "assistant", "The function `f` has 2 `LOAD_FAST`."))
    document = export(one, two, three)
    assert (document.parts, document.chapters) == ((1, 8, 15), (1, 8, 15))
    programs, _ = read.programs(document)
    assert [one.literal.id for one in programs] == ["a1", "a2"]
    assert [one.literal.name for one in programs] == ["f.py", "f-2.py"]
    claims = read.claims(document, [one.literal for one in programs])
    assert claims
    assert {one.artifact for one in claims} == {None}, "it is about no program of its own"


def test_a_claim_is_about_its_own_conversation() -> None:
    words = "\n\nThe function `f` has 2 `LOAD_FAST` instructions."
    nodes = [node("a", None, "assistant", PROGRAM.format(name="f", number=n) + words) for n in "12"]
    document = export(*(tree("a", one) for one in nodes))
    programs, _ = read.programs(document)
    claims = read.claims(document, [one.literal for one in programs])
    assert [one.artifact for one in claims] == ["a1", "a2"]
    assert len({one.id for one in claims}) == 2


def test_the_title_heads_what_has_no_heading() -> None:
    text = "words\n\n# Own\n\nmore"
    document = export(tree("a", node("a", None, "assistant", text), title="About\n euler"))
    assert [one.heading for one in document.blocks] == ["About euler", "About euler", "Own"]


HIDDEN: list[dict[str, Any]] = [
    {"weight": 0.0},
    {"metadata": {"is_visually_hidden_from_conversation": True}},
    {"content": {"content_type": "thoughts", "thoughts": [{"content": "hm"}]}},
    {"content": {"content_type": "model_editable_context", "model_set_context": "x"}},
    {"content": None},
    {"content": {"content_type": "text", "parts": [""]}},
    {"content": {"content_type": "text", "parts": [None, 3]}},
]


@pytest.mark.parametrize("change", HIDDEN)
def test_what_was_hidden_is_not_read(change: dict[str, Any]) -> None:
    nodes = [node("a", None, "user", "one"), said("assistant", "b", "a", **change)]
    document = export(tree("b", *nodes))
    assert (texts(document), document.why) == (["one"], None)


@pytest.mark.parametrize(
    ("role", "change"),
    [
        ("assistant", {"recipient": "python"}),
        ("assistant", {"content": {"content_type": "code", "text": "x = 1"}}),
        ("tool", {}),
    ],
)
def test_what_tools_did_is_told(role: str, change: dict[str, Any]) -> None:
    nodes = [node("a", None, "user", "one"), said(role, "b", "a", **change)]
    document = export(tree("b", *nodes))
    assert (texts(document), document.why) == (["one"], _chats.TOOLS)


def test_pictures_are_told_and_not_read() -> None:
    parts = [{"content_type": "image_asset_pointer", "asset_pointer": "x"}, "Look."]
    content = {"content_type": "multimodal_text", "parts": parts}
    document = export(tree("a", said("user", "a", "", content=content)))
    assert [(one.kind, one.text) for one in document.blocks] == [
        ("text", "Look."),
        ("image", "[picture]"),
    ]
    assert document.why == "pictures in it were not read"


def test_a_question_accuses_nobody() -> None:
    text = "Why does this fail?\n\n```python\ndef f(x)\n    return x\n```\n"
    document = export(tree("a", node("a", None, "user", text)))
    ((program,), _) = read.programs(document)
    assert "question" in (program.excuse or "")


def test_a_damaged_export_says_where_and_what_to_do() -> None:
    data = json.dumps([tree("a", node("a", None, "user", "x"))]).encode()
    document = read.document(data[:-4], "conversations.json")
    assert document.status == "unread"
    assert (document.why or "").startswith("a ChatGPT export that breaks off or is damaged at line")
    assert "export it again" in (document.why or "")


def test_many_messages_are_bounded_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_chats, "MAX_MESSAGES", 3)
    trees = [tree("a", node("a", None, "assistant", "x"))] * 5
    document = export(*trees)
    assert (len(document.parts), document.why) == (3, "only its first 3 messages were read")


@pytest.mark.parametrize(
    "text",
    [
        '{"mapping": {"a": {"message": {"author": 3, "content": {"parts": 4}}}}}',
        '{"mapping": {"a": {"message": {"author": {"role": []}, "content": 4}}}, "parts": 1}',
        '[{"mapping": {"a": 3}}, {"mapping": []}, 3]',
        '[{"mapping": {"b": {"message": {"author": {}}}}}]',
        '{"mapping": 3, "author": 1, "parts": 2}',
        "[" * 5_000 + '"mapping""author""parts"',
    ],
)
def test_odd_trees_are_survived(text: str) -> None:
    for document in (
        chatgpt.read(text, "a", "a"),
        read.document(text.encode(), "a.json"),
    ):
        assert document.status in ("ok", "empty", "unread")
        assert document.why or document.status == "ok"
