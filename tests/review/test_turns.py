"""The conversation with its marks."""

from __future__ import annotations

from pathlib import Path

import builders as b
import reviewable as r

from workbench import reviewing, transcripts, turns
from workbench.records import Options


def told(root: Path, **changes: object) -> list[turns.Turn]:
    r.write(root, r.verification(r.document(root), **changes))
    opened = reviewing.Runs(r.configured(root)).open(r.RUN)
    return turns.turns(opened.transcript, opened.judged)


def test_a_checked_document_is_told_whole_with_each_claim_where_it_stands(tmp_path: Path) -> None:
    (turn,) = told(tmp_path)
    assert "".join(piece.text for piece in turn.pieces) == r.CHAT
    marked = [(piece.text, piece.claims[0][0].id) for piece in turn.pieces if piece.claims]
    assert marked == [
        ("1", "aaa111aaa111"),
        ("7", "bbb222bbb222"),
        ("It returns 4 for 2", "ccc333ccc333"),
    ]


def test_a_table_as_a_whole_is_told_with_its_first_cell(tmp_path: Path) -> None:
    file = r.document(tmp_path)
    place = b.location(r.TABLE_LINE - 2, 1, 17, file=file, end_line=r.TABLE_LINE + 1)
    whole = b.claim(id="ddd444ddd444", kind="opcode_table", location=place)
    pairs = [(whole, b.verdict("contradicted", claim=whole.id)), *r.three(file)]
    (turn,) = told(tmp_path, pairs=pairs)
    first = next(piece for piece in turn.pieces if piece.claims)
    assert first.text == "1"
    assert [claim.id for claim, _ in first.claims] == ["ddd444ddd444", "aaa111aaa111"]


def test_places_outside_of_the_text_mark_nothing(tmp_path: Path) -> None:
    file = r.document(tmp_path)
    odd = [b.location(999, 1, 2, file=file), b.location(1, 5, 4, file=file)]
    odd += [b.location(1, 1, 10**9, file=file), b.location(1, 1, 2, file="/elsewhere")]
    pairs = []
    for at, place in enumerate(odd):
        claim = b.claim(id=f"eee{at}", location=place)
        pairs.append((claim, b.verdict(claim=claim.id)))
    (turn,) = told(tmp_path, pairs=pairs)
    assert [piece.text for piece in turn.pieces] == [r.CHAT]


def test_a_generated_run_tells_prompts_and_marks_replies_where_they_were_written(
    tmp_path: Path,
) -> None:
    reply = b.response(text="It returns 4 for 2, always.\n", prompt="report")
    text = "<!-- reply to the prompt report -->\n" + reply.text + "\n"
    place = r.document(tmp_path)
    claim = b.claim(id="ccc", kind="returns_value", location=b.location(2, 1, 19, file=place))
    one = r.verification(place, pairs=[(claim, b.verdict("contradicted", claim="ccc"))])
    found = r.write(tmp_path, one, text=text, kind="generate", workload="euler")
    asked = transcripts.exchange(b.prompt(name="report"), reply, Options(), [])
    transcripts.Writer(found.path).append(asked)
    opened = reviewing.Runs(r.configured(tmp_path)).open(r.RUN)
    prompt, answer = turns.turns(opened.transcript, opened.judged)
    assert (prompt.speaker, prompt.title) == ("user", "report")
    assert [piece.text for piece in prompt.pieces] == ["Write a program."]
    assert (answer.speaker, answer.title) == ("assistant", "report, coder:7b")
    assert [(piece.text, [c.id for c, _ in piece.claims]) for piece in answer.pieces] == [
        ("It returns 4 for 2", ["ccc"]),
        (", always.\n", []),
    ]
