"""The page of a run: everything that happened, in an order to read; foreign text stays text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import builders as b
import pytest
from markdown_it.token import Token
from markdown_read import EVIL, headings, tokens
from showing import rows

from workbench.exports import page
from workbench.records import Judged, Prompt, Response, Run, Usage, Verification

FENCES = "```\n````\n~~~\n<b>out</b>\n`````python\n# not a heading\n\x1b[31m"


@dataclass(frozen=True)
class Review:
    """As the transcript keeps them."""

    claim: str = "66147e0c41d2"
    opinion: str = "agree"
    note: str = "so it is"
    author: str = "Ada"
    time: str = "2026-11-23T08:00:00Z"


@dataclass(frozen=True)
class Transcript:
    """As far as a page looks at one."""

    run: str = b.RUN
    kind: str = "generate"
    start: dict[str, Any] = field(default_factory=dict)
    prompts: tuple[Prompt, ...] = ()
    responses: tuple[Response, ...] = ()
    verifications: tuple[Verification, ...] = ()
    reviews: tuple[Review, ...] = ()
    status: str = "ok"
    why: str | None = None
    damaged: int = 0
    workload: str | None = "euler"
    demonstration: bool = False


START = {
    "time": "2026-11-22T12:38:15Z",
    "provider": "ollama",
    "model": "coder",
    "server": "http://127.0.0.1:11434",
    "options": {"temperature": 0.2, "seed": None},
}


def generated(**changes: Any) -> Transcript:
    fields: dict[str, Any] = {
        "start": START,
        "prompts": (b.prompt(),),
        "responses": (b.response(usage=Usage(input_tokens=100, output_tokens=20)),),
    }
    return Transcript(**(fields | changes))


def a_judged(**changes: Any) -> Judged:
    claim = b.claim(table=b.cell("BINARY_MULTIPLY"))
    verdict = b.verdict(
        "contradicted", versions={"3.11.7": b.value(2)}, help=("look at dis",), measured=2
    )
    fine = b.claim(id="77147e0c41d2", kind="runs", args={}, claimed=None, quote="it runs")
    fields: dict[str, Any] = {
        "artifacts": (b.artifact(),),
        "results": (b.result("incorrect", error="3 is not 4", failing_input="euler(3)"),),
        "measurements": (b.measurement(target={"call": "euler(1)"}),),
    }
    pairs = (claim, verdict), (fine, b.verdict(claim=fine.id, explanation="it ended"))
    return b.judged(*pairs, **(fields | changes))


def test_the_story_is_told_in_order() -> None:
    text = page.render(generated(reviews=(Review(),)), a_judged())
    assert [one.partition(" ")[2] for one in headings(text)] == [
        f"euler: run {b.RUN}",
        "Asked",
        "Answered",
        "The code",
        "workload.py (workload)",
        "What happened when it ran",
        "Claimed, and true?",
        "Not as claimed",
        "The rest",
        "Reviews",
    ]
    assert text.endswith(".\n")


def test_who_was_asked_when_and_how_long_it_took() -> None:
    text = page.render(generated(), a_judged())
    assert "- when: 2026-11-22T12:38:15Z\n- provider: ollama\n- model asked for: coder\n" in text
    assert "- temperature: 0.2\n" in text
    assert "- seed" not in text
    assert rows(text, "prompt") == [["`workload`", "`coder:7b`", "2.5", "100", "20", "stop", "–"]]
    assert "In all 2.5 seconds; tokens in: 100; tokens out: 20." in text


def test_unknown_tokens_are_unknown_and_never_0() -> None:
    answers = (b.response(usage=Usage(input_tokens=5)), b.response(prompt="claims"))
    text = page.render(generated(responses=answers), a_judged())
    assert [row[3:5] for row in rows(text, "prompt")] == [["5", "unknown"], ["unknown", "unknown"]]
    assert "tokens in: unknown; tokens out: unknown." in text


def test_trouble_while_answering_is_shown() -> None:
    answer = b.response(retries=("asked again after a timeout",), schema_errors=("no claims",))
    text = page.render(generated(responses=(answer,)), None)
    assert rows(text, "prompt")[0][-1] == "asked again after a timeout; no claims"


def test_the_code_and_what_happened() -> None:
    text = page.render(generated(), a_judged())
    assert f"```python\n{b.SOURCE}```" in text
    assert rows(text, "program") == [["`workload.py`", "**incorrect**", "3 is not 4", "`euler(3)`"]]
    assert rows(text, "measured")[0][:5] == ["`value`", "`euler(1)`", "3.11.7", "ok", "0.25"]
    assert "isolation: strong" in text


def test_claims_have_verdict_value_and_reason() -> None:
    text = page.render(generated(), a_judged())
    wrong, fine = rows(text, "claim")[0], rows(text.split("### The rest")[1], "claim")[0]
    assert wrong == [
        "`66147e` opcode count",
        "chat.md:1",
        "`BINARY_MULTIPLY` 1 in euler",
        "✗ contradicted WB101",
        "2 on CPython 3.11.7 (target, default)",
        "look at dis",
    ]
    assert fine[2:4] == ["to run; `it runs`", "✓ confirmed"]


def test_reviews_name_their_author() -> None:
    text = page.render(generated(reviews=(Review(), Review(claim="gone"))), a_judged())
    note = "**agree**: so it is — Ada, 2026-11-23T08:00:00Z"
    assert f"- `66147e0c41d2` (claimed 1 in euler): {note}\n- `gone`: {note}\n" in text


def test_a_demonstration_and_a_bad_end_are_said_at_the_top() -> None:
    run = generated(demonstration=True, status="cancelled", why="Ctrl-C", damaged=2)
    top = page.render(run, a_judged()).split("## Asked")[0]
    assert "**A demonstration**: these answers were written for workbench, by no model." in top
    assert "This run is cancelled: Ctrl-C." in top
    assert "2 lines of the transcript could not be read." in top


def test_a_run_of_which_nothing_was_judged() -> None:
    text = page.render(Transcript(status="error"), None)
    assert "There is no answer." in text
    assert "Nothing of this run was judged." in text


def test_suspicions_and_long_texts() -> None:
    prompt = b.prompt(text="line\n" * 100)
    judged = a_judged(results=(b.result(suspicions=("WB604", "WB999")),))
    text = page.render(generated(prompts=(prompt,)), judged)
    assert "- suspicious: WB604: it runs code that its source does not show" in text
    assert "- suspicious: WB999" in text
    assert "*… and 60 more lines: the transcript has them.*" in text


def evil_run(evil: str) -> tuple[Transcript, Judged]:
    claim = b.claim(
        id=evil,
        kind=evil,
        quote=evil,
        subject=evil,
        claimed=evil,
        args={"opcode": evil},
        location=b.location(file=evil),
    )
    verdict = b.verdict(
        "contradicted",
        claim=evil,
        rule=evil,
        explanation=evil,
        help=(evil,),
        versions={"3.11.7": b.value(evil), evil: b.value(1)},
    )
    judged = b.judged(
        (claim, verdict),
        artifacts=(b.artifact(name=evil, source=FENCES + evil, notes=(evil,), sha256=evil),),
        results=(b.result("crash", error=evil, failing_input=evil, suspicions=(evil,)),),
        measurements=(
            b.measurement(probe=evil, python=evil, target={"call": evil}, run=Run(outcome="ok")),
        ),
        environment=b.environment(interpreters=(evil,), platform=evil, isolation=evil),
        time=evil,
    )
    answer = b.response(
        prompt="report", text=FENCES + evil, model=evil, finish_reason=evil, retries=(evil,)
    )
    run = generated(
        run=evil,
        start=dict.fromkeys(START, evil),
        prompts=(b.prompt(name=evil, text=FENCES + evil),),
        responses=(answer, b.response(prompt=evil)),
        reviews=(Review(evil, evil, evil, evil, evil),),
        status=evil,
        why=evil,
        workload=evil,
    )
    return run, judged


@pytest.mark.parametrize(
    "evil", [EVIL, "|" * 50, "`" * 51, "\\" * 33, "<!--", "a\n\n# b\n- c", "_" * 9]
)
def test_foreign_text_cannot_break_out_of_the_markdown(evil: str) -> None:
    plain = tokens(page.render(*evil_run("plain")))
    found = tokens(page.render(*evil_run(evil)))
    structure = {"heading_open", "table_open", "tr_open", "td_open", "th_open", "fence", "hr"}
    structure |= {"list_item_open", "strong_open", "em_open", "s_open", "code_block"}
    structure |= {"html_block", "html_inline", "image", "link_open"}

    def count(listed: list[Token]) -> dict[str, int]:
        return {kind: sum(one.type == kind for one in listed) for kind in sorted(structure)}

    assert count(found) == count(plain)
    assert count(found)["image"] == count(found)["html_inline"] == count(found)["html_block"] == 0


def test_a_page_is_safe_for_a_terminal() -> None:
    text = page.render(*evil_run(EVIL))
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}
    assert {c for c in text if unicodedata.category(c) in hidden} == {"\n"}
    assert "\\x1b[2J" in text


def test_foreign_prose_has_no_bare_links() -> None:
    text = page.render(*evil_run("see http://evil.example or www.evil.example me@evil.example"))
    outside = re.sub(r"(`+).*?\1", "", text, flags=re.DOTALL)
    assert not re.findall(r"\w://|www\.|\w@", outside)
