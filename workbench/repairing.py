"""Repair: what failed goes back to the model with its evidence, round after round."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from workbench import conversation, fates, rounds, safe_text, transcripts, verification
from workbench.conversation import Asked, Line
from workbench.records import Judged, Prompt, Response, Round, Verification
from workbench.rounds import Failing
from workbench.verification import Work

SCRIPTS = {
    "analysis_counting": "repair_counting",
    "analysis_profiling": "repair_profiling",
    "analysis_dependences": "repair_dependences",
}
_LONG = 300
_BACKTICKS = re.compile(r"`+")


def repair(judged: Judged, work: Work, line: Line, asked: Asked, most: int) -> Judged:
    """Put what fails to the model, up to `most` times, until nothing does: the last answer, judged.

    Each round is verified like the first answer and kept beside it. An error of the provider is
    raised after what was answered before it is judged.
    """
    told = judged.model_copy(update={"rounds": (_kept(fates.first(judged.verification), work),)})
    for number in range(1, most + 1):
        if not told.failed or asked.cut:
            break
        answered = len(asked.responses)
        stage = f"round {number} of {most}: asking for {{}}"
        line.put(prompts(told.verification, work), asked, stage=stage)
        if len(asked.responses) > answered:
            now = replace(work, number=work.number + number, hashes=asked.hashes)
            told = judge(asked.responses, now, told.verification, told.rounds)
        if asked.error:
            partial = {"status": "error", "why": asked.error.message}
            asked.error.judged = told.model_copy(update=partial)
            raise asked.error
    return told


def judge(
    responses: Iterable[Response],
    work: Work,
    before: Verification | None,
    earlier: Sequence[Round],
) -> Judged:
    """Verify the last round of a run; `before` is the verification of the round before it.

    Without rounds of repair that is the first answer. `earlier` are the rounds told so far.
    """
    assert work.folder is not None
    written = rounds.write(responses, work.folder)
    stands = rounds.standing(written, work, work.folder)
    number = len(written) - 1
    judged = verification.of_replies(stands.replies, replace(work, round=number), work.folder)
    if number == 0 and not earlier:
        return judged
    told = (
        fates.first(judged.verification)
        if before is None
        else fates.following(before, judged.verification, stands.answered)
    )
    kept = tuple(one for one in earlier if one.number < number)
    return judged.model_copy(update={"rounds": (*kept, _kept(told, work))})


def _kept(told: Round, work: Work) -> Round:
    work.writer.append(transcripts.round_event(told))
    return told


# --- what the model is told -----------------------------------------------------------------------


def prompts(failed: Verification, work: Work) -> list[Prompt]:
    """What is asked in one round: the program, the claims, and each script that failed."""
    found = rounds.failing(failed)
    more = {"findings": findings(found, failed)}
    scripts = {one.script for one in found}
    names = ["repair", "repair_claims"]
    names += [prompt for script, prompt in SCRIPTS.items() if script in scripts]
    return [conversation.render(name, work.workload, work.place, more) for name in names]


def findings(found: Sequence[Failing], failed: Verification) -> str:
    """What fails, numbered, each with its evidence; foreign text is fenced and cannot get out."""
    texts = [
        f"{number}. {_headline(one)}\n\n{fenced(_evidence(one, failed))}"
        for number, one in enumerate(found, 1)
    ]
    return "\n\n".join(texts)


def fenced(lines: Iterable[tuple[str, str]]) -> str:
    """Names and foreign texts as lines of a block, whose fence is longer than any inside."""
    text = "\n".join(f"{name}: {safe_text.one_line(value, _LONG)}" for name, value in lines)
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(longest + 1, 3)
    return f"{fence}text\n{text}\n{fence}"


def _headline(one: Failing) -> str:
    """What kind of failure it is, in our own words only."""
    if one.artifact is not None and one.result is not None:
        what = f"The script `{one.script}.py`" if one.script else "The module"
        return f"{what} is not right: {one.result.outcome}."
    if one.script:
        return f"What the script `{one.script}.py` printed is false."
    return "A statement is false."


def _evidence(one: Failing, failed: Verification) -> Iterable[tuple[str, str]]:
    """The quote, what was measured, why, the smallest failing input: those that there are."""
    if one.result is not None:
        yield "what happened", one.result.error or one.result.outcome
        if one.result.failing_input:
            yield "smallest failing input", one.result.failing_input
    if one.claim is not None and one.verdict is not None:
        yield "quote", one.claim.quote
        yield "claim", _plain({"kind": one.claim.kind, **one.claim.args})
        seen = rounds.measured(one.verdict, failed)
        if seen is not None:
            yield f"measured on CPython {failed.target.python}", _plain(seen)
        yield "why", one.verdict.explanation
        if one.verdict.fix:
            yield "what is true", one.verdict.fix


def _plain(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        return type(value).__name__
