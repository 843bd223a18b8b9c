"""Claims that a model finds in prose: kept where the document says them, not where it does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commanding import KEY, Done, inside, only_run, runs, s

from workbench import interpreters

VERSION = interpreters.running().version
PROGRAM = """\
```python
def twice(x):
    return x + x


print(twice(21))
```
"""


def reply(*claims: dict[str, Any]) -> str:
    return json.dumps({"claims": claims})


def total(quote: str, count: int, function: str = "twice") -> dict[str, Any]:
    return {"kind": "total_instructions", "quote": quote, "function": function, "count": count}


def checked(
    root: Path, text: str, *steps: s.Step | str, arguments: tuple[str, ...] = ()
) -> tuple[Done, s.Scripted]:
    """Check a document in front of a model that answers so."""
    path = root / "doc.md"
    path.write_text(text, encoding="utf-8")
    script = [s.answer(step) if isinstance(step, str) else step for step in steps]
    with s.scripted(*script) as server:
        env = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY}
        done = inside(
            *("check", path, "--root", root, "--python", VERSION, "--format", "json"),
            *("--model", "openai:m", *arguments),
            env=env,
        )
        return done, server


def of_model(report: Any) -> list[tuple[str, str, str]]:
    """Kind, quote and verdict of each claim that a model found."""
    return [
        (one["kind"], one["quote"], one["verdict"])
        for one in report["claims"]
        if one["extractor"] == "llm"
    ]


TEXT = f"""\
# Report

{PROGRAM}
As to `twice`, in total 99 opcodes come out of it.
The growth of `twice` amounts to O(n^2) in the end.
`twice(5)` returns 11.
"""
OPCODES = "in total 99 opcodes"


def test_a_claim_is_kept_where_the_document_says_it_and_is_marked(tmp_path: Path) -> None:
    done, server = checked(tmp_path, TEXT, reply(total(OPCODES, 99)))
    assert of_model(done.json) == [("total_instructions", OPCODES, "contradicted")]
    (claim,) = [one for one in done.json["claims"] if one["extractor"] == "llm"]
    line = TEXT.splitlines().index("As to `twice`, in total 99 opcodes come out of it.")
    assert (claim["location"]["line"], claim["location"]["column"]) == (line + 1, 16)
    assert done.code == 1
    assert "openai:m offered 1 from the prose, kept 1" in done.json["why"]
    (body,) = server.bodies
    (message,) = body["messages"]
    assert "in total 99 opcodes come out of it." in message["content"]
    assert "return x + x" not in message["content"]
    kinds = body["response_format"]["json_schema"]["schema"]["properties"]["claims"]["items"]
    assert {"total_instructions"} < {one["properties"]["kind"]["enum"][0] for one in kinds["anyOf"]}
    assert all("quote" in one["required"] for one in kinds["anyOf"])


def test_the_text_says_that_a_model_found_it(tmp_path: Path) -> None:
    done, _ = checked(
        tmp_path, TEXT, reply(total(OPCODES, 99)), arguments=("--format", "text", "--quiet")
    )
    assert "found by: llm" in done.out


def test_nothing_is_asked_without_the_option(tmp_path: Path) -> None:
    path = tmp_path / "doc.md"
    path.write_text(TEXT, encoding="utf-8")
    plain = ("check", path, "--root", tmp_path, "--python", VERSION, "--format", "json")
    with s.scripted() as server:
        env = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY, "WORKBENCH_MODEL": "openai:m"}
        report = inside(*plain, env=env).json
    assert server.bodies == []
    assert of_model(report) == []
    assert only_run(tmp_path).responses == ()


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        (total("in total 98 opcodes", 98), "word for word"),
        (total("in  total 99 opcodes", 99), "word for word"),
        (total("in total 9", 9), "word for word"),
        (total("return x + x", 4), "word for word"),
        (total(OPCODES, 98), "do not say that much"),
        (total(OPCODES, 99, "print"), "do not say that much"),
        (total(OPCODES, 99, "thrice"), "do not say that much"),
        (
            {
                "kind": "opcode_count",
                "quote": OPCODES,
                "function": "twice",
                "opcode": "LOAD_FAST",
                "count": 99,
            },
            "do not say that much",
        ),
        (
            {
                "kind": "executed_count",
                "quote": OPCODES,
                "function": "twice",
                "opcode": None,
                "count": 99,
                "call": "twice(21)",
            },
            "do not say that much",
        ),
        ({**total(OPCODES, 99), "kind": "same_output"}, "no claim of a kind"),
        ({**total(OPCODES, 99), "kind": "../read"}, "no claim of a kind"),
        ({**total(OPCODES, 99), "count": "99"}, "no claim of a kind"),
        ({**total(OPCODES, 99), "verdict": "contradicted"}, "no claim of a kind"),
        ({**total(OPCODES, 99), "quote": ["x"]}, "no claim of a kind"),
        (
            {
                "kind": "returns_value",
                "quote": "`twice(5)` returns 11",
                "call": "twice(5)",
                "value": "11",
            },
            "has a claim already",
        ),
    ],
)
def test_what_the_document_does_not_say_is_dropped_and_counted(
    tmp_path: Path, claim: dict[str, Any], why: str
) -> None:
    done, _ = checked(tmp_path, TEXT, reply(claim))
    assert of_model(done.json) == []
    assert "offered 1 from the prose, kept 0, left out 1 (1: " in done.json["why"]
    assert why in done.json["why"]


@pytest.mark.parametrize(
    "sentence",
    [
        "If it were inlined, in total 99 opcodes come out of `twice`.",
        "Does it say that in total 99 opcodes come out of `twice`?",
        "It is not so that in total 99 opcodes come out of `twice`.",
        "On Python 3.6, in total 99 opcodes come out of `twice`.",
        "For example, in total 99 opcodes come out of `twice`.",
        "For `twice` in total 99 opcodes more come out than for the others.",
        "When executed, in total 99 opcodes come out of `twice`.",
        "Of `twice` and `half`, in total 99 opcodes come out.",
        "Of `half`, in total 99 opcodes come out of it. `twice` is shorter.",
    ],
)
def test_words_with_a_condition_accuse_nobody(tmp_path: Path, sentence: str) -> None:
    second = "```python\ndef half(x):\n    return x / 2\n```\n"
    done, _ = checked(tmp_path, f"{PROGRAM}\n{second}\n{sentence}\n", reply(total(OPCODES, 99)))
    assert of_model(done.json) == []


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("99 opcodes of `twice` are loads.", total("99 opcodes of `twice`", 99)),
        (
            "Then `twice` spends 60 % of the time in numpy.",
            {"kind": "time_share", "quote": "60 % of the time", "function": "twice"}
            | {"percent": 60.0, "low": None, "high": None, "call": None},
        ),
        (
            "`twice` takes 9 values with LOAD_FAST.",
            {"kind": "opcode_count", "quote": "9 values with LOAD_FAST", "function": "twice"}
            | {"opcode": "LOAD_FAST", "count": 9},
        ),
        (
            "`twice` calls `print` 7 times.",
            {"kind": "call_count", "quote": "calls `print` 7 times", "function": "twice"}
            | {"count": 7, "call": None},
        ),
    ],
)
def test_words_that_may_mean_something_else_are_uncheckable(
    tmp_path: Path, sentence: str, claim: dict[str, Any]
) -> None:
    done, _ = checked(tmp_path, f"{PROGRAM}\n{sentence}\n", reply(claim))
    assert {verdict for _, _, verdict in of_model(done.json)} <= {"uncheckable"}


def test_a_claim_offered_twice_is_judged_once(tmp_path: Path) -> None:
    one = total(OPCODES, 99)
    done, _ = checked(tmp_path, TEXT, reply(one, one))
    assert len(of_model(done.json)) == 1
    assert "1: it was offered twice" in done.json["why"]


def test_what_a_user_asks_is_neither_shown_nor_found(tmp_path: Path) -> None:
    asked = "User: I say that in total 99 opcodes come out of `twice`."
    chat = f"{asked}\n\nAssistant: Here is the program.\n\n{PROGRAM}"
    done, server = checked(tmp_path, chat, reply(total(OPCODES, 99)))
    assert of_model(done.json) == []
    assert all("99 opcodes" not in one["messages"][0]["content"] for one in server.bodies)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "no claims here",
        "[" * 3000,
        '{"claims": ' + "[" * 3000,
        '{"claims": {"kind": 1}}',
        '{"claims": [null, 1, "x", [], {}]}',
        json.dumps({"claims": [{"kind": "total_instructions", "quote": "x" * 100_000}]}),
        reply(*[total(f"\x1b[2J\u202e{n}", n) for n in range(300)]),
        reply(total("\x1b]0;owned\x07", 1, "\x1b[31mtwice")),
    ],
)
def test_a_hostile_reply_costs_nothing(tmp_path: Path, answer: str) -> None:
    done, _ = checked(tmp_path, TEXT, *[answer] * 4)
    assert done.code == 1, "the false sentence that needs no model is found"
    assert of_model(done.json) == []
    assert [one["verdict"] for one in done.json["claims"] if one["kind"] == "returns_value"] == [
        "contradicted"
    ]
    assert only_run(tmp_path).status == "ok"


def test_a_failing_server_loses_nothing_and_is_told(tmp_path: Path) -> None:
    done, server = checked(tmp_path, TEXT, s.status(401, "bad key"))
    assert len(server.bodies) == 1
    assert done.code == 1
    assert "openai:m did not look through all prose" in done.json["why"]
    assert "openai:m did not look through all prose" in done.err
    assert [one["verdict"] for one in done.json["claims"] if one["kind"] == "returns_value"] == [
        "contradicted"
    ]
    found = only_run(tmp_path)
    assert (found.status, found.responses) == ("ok", ())
    assert '"kind": "authentication"' in found.path.read_text(encoding="utf-8")


def test_what_was_found_before_a_failure_is_kept(tmp_path: Path) -> None:
    filler = "\n\n".join(f"Sentence number {n} says little about `twice`." for n in range(200))
    found = s.answer(reply(total(OPCODES, 99)))
    done, server = checked(tmp_path, f"{TEXT}\n{filler}\n", found, s.status(404, "no such model"))
    assert len(server.bodies) == 2
    assert of_model(done.json) == [("total_instructions", OPCODES, "contradicted")]
    assert "did not look through all prose" in done.json["why"]
    assert len(only_run(tmp_path).responses) == 1


def test_long_prose_is_shown_in_pieces_that_lose_no_sentence(tmp_path: Path) -> None:
    sentences = [f"Sentence number {n} says little about `twice`." for n in range(400)]
    text = f"{PROGRAM}\n" + "\n\n".join([*sentences, "In the end in total 99 opcodes of `twice`."])
    empty = reply()
    last = reply(total(OPCODES, 99))
    done, server = checked(tmp_path, text, empty, empty, empty, last)
    shown = "\n".join(one["messages"][0]["content"] for one in server.bodies)
    assert len(server.bodies) == 4
    assert all(len(one["messages"][0]["content"]) < 14_000 for one in server.bodies)
    assert all(shown.count(one) == 1 for one in sentences)
    assert of_model(done.json) == [("total_instructions", OPCODES, "contradicted")]


def test_prompt_and_reply_are_kept_and_the_claim_can_be_looked_at_again(tmp_path: Path) -> None:
    answer = reply(total(OPCODES, 99))
    done, _ = checked(tmp_path, TEXT, answer)
    found = only_run(tmp_path)
    assert [one.text for one in found.responses] == [answer]
    assert [one.name for one in found.prompts] == ["extract"]
    model = found.start["extraction"]
    assert (model["provider"], model["model"]) == ("openai", "m")
    (claim,) = [one for one in found.verifications[0].claims if one.extractor == "llm"]
    (named,) = [one["id"] for one in done.json["claims"] if one["extractor"] == "llm"]
    assert claim.id == named
    again = inside("evidence", claim.id, "--root", tmp_path, "--format", "json")
    assert again.json["claim"]["extractor"] == "llm"
    assert again.json["verdict_now"]["label"] == "contradicted"
    assert again.json["same"] is True


def test_a_batch_asks_anew_and_its_answers_are_not_remembered(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text(TEXT, encoding="utf-8")
    files = (tmp_path / "a.md", tmp_path / "b.md")
    plain = ("check", *files, "--root", tmp_path, "--python", VERSION, "--format", "json")
    answer = s.answer(reply(total(OPCODES, 99)))
    with s.scripted(*[answer] * 4) as server:
        env = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY}
        for _ in range(2):
            done = inside(*plain, "--model", "openai:m", env=env)
            assert [len(of_model(one)) for one in done.json["documents"]] == [1, 1]
        assert len(server.bodies) == 4
        assert [len(of_model(one)) for one in inside(*plain, env=env).json["documents"]] == [0, 0]
    assert len(runs(tmp_path)) == 6


@pytest.mark.parametrize(
    ("model", "words"),
    [("recorded", "no recorded answers about documents"), ("m", "which provider to ask")],
)
def test_a_model_that_cannot_be_asked_is_a_usage_error(
    tmp_path: Path, model: str, words: str
) -> None:
    path = tmp_path / "doc.md"
    path.write_text(TEXT, encoding="utf-8")
    done = inside("check", path, "--root", tmp_path, "--model", model)
    assert done.code == 2
    assert words in done.err
