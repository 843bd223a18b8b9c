"""What was judged in a few sentences: is the code right, and what is true of the claims about it.

Everything returned is one safe line: foreign text has gone through `safe_text`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from workbench.exports._programs import twins
from workbench.exports._words import is_implicit
from workbench.records import LABELS, Artifact, ArtifactResult, Judged, Verification
from workbench.safe_text import one_line

_CODE = {
    "ok": "runs",
    "incorrect": "is wrong",
    "wrong-type": "gives values of a wrong type",
    "crash": "crashes",
    "timeout": "does not end in time",
    "memory": "needs more memory than it may use",
    "output-limit": "prints more than it may",
    "protocol": "ends before it has answered",
    "rejected-source": "does not compile",
    "no-entry-point": "lacks the function that was asked for",
    "blocked": "tries what it may not do",
    "not-run": "was not run",
}


def tested(verification: Verification) -> str:
    """On which CPythons it was tested, and how the programs were isolated."""
    environment = verification.environment
    versions = ", ".join(one_line(version, 20) for version in environment.interpreters) or "none"
    where = one_line(environment.platform, 60)
    return f"tested on CPython {versions}; {where}, isolation {one_line(environment.isolation, 20)}"


def counts(verification: Verification) -> str:
    """How many claims got which label, without the claims that nobody wrote."""
    verdicts = {verdict.claim: verdict for verdict in verification.verdicts}
    found = Counter(
        verdict.label if verdict and verdict.label else "not judged"
        for claim in verification.claims
        if not is_implicit(claim)
        for verdict in [verdicts.get(claim.id)]
    )
    return ", ".join(f"{count} {label}" for label, count in found.items())


def overall(found: Sequence[Judged], asked: int) -> str:
    """One line over several samples: how many are ok, and how often each verdict was given."""
    fine = sum(1 for one in found if one.status == "ok" and not one.failed)
    labels: Counter[str] = Counter(
        verdict.label or "not judged"
        for one in found
        for claim in one.verification.claims
        if not is_implicit(claim) and claim.id not in one.hidden
        if (verdict := one.verification.verdict(claim.id))
    )
    order = (*LABELS, "not judged")
    claims = ", ".join(f"{labels[label]} {label}" for label in order if labels[label])
    asked_for = "" if len(found) == asked else f" ({asked} were asked for)"
    return f"{fine} of {_many(len(found), 'sample')} ok{asked_for}; claims: {claims or 'none'}"


def summary(judged: Judged) -> str:
    """The sentences: is the code right, and what is true of the claims about it."""
    partial = judged.status == "error" and judged.verification.artifacts
    if judged.status in ("empty", "unread", "error") and not partial:
        why = f": {one_line(judged.why)}" if judged.why else ""
        state = {"empty": "Nothing was found to check", "unread": "It could not be read"}
        return f"{state.get(judged.status, 'It could not be judged')}{why}."
    sentences = [_code(judged.verification), _scripts(judged.verification)]
    sentences += _claims(judged.verification)
    if partial:
        sentences.append(f"Not everything was answered: {one_line(judged.why or 'unknown why')}.")
    if judged.hidden:
        hidden = _many(len(judged.hidden), "finding")
        sentences.append(f"{hidden} not shown (--select, --ignore or --baseline).")
    if judged.status == "cancelled":
        sentences.append("It was cancelled before everything was judged.")
    return " ".join(sentence for sentence in sentences if sentence)


def is_right(verification: Verification, artifact: Artifact, result: ArtifactResult | None) -> bool:
    """Whether the artifact was compared with a reference and gave the same."""
    if result is None or result.outcome != "ok":
        return False
    labels = [
        verdict.label
        for claim in verification.claims
        if claim.kind == "same_output" and claim.artifact == artifact.id
        for verdict in [verification.verdict(claim.id)]
        if verdict
    ]
    return bool(labels) and all(label == "confirmed" for label in labels)


def _code(verification: Verification) -> str:
    programs = _printed(verification)
    if not programs:
        return "There is no program in it."
    results = [verification.result(one.id) for one in programs]
    outcomes = [result.outcome if result else "not-run" for result in results]
    right = [is_right(verification, *pair) for pair in zip(programs, results, strict=True)]
    if len(programs) == 1:
        if right[0]:
            return "The code is right."
        why = results[0].error if results[0] and outcomes[0] == "not-run" else None
        return f"The code {_CODE[outcomes[0]]}{f' ({one_line(why)})' if why else ''}."
    if all(right):
        return f"All {len(programs)} programs are right."
    found = Counter(
        "is right" if fine else _CODE[outcome]
        for fine, outcome in zip(right, outcomes, strict=True)
    )
    if len(found) == 1:
        return f"All {len(programs)} programs {_several(next(iter(found)), len(programs))}."
    parts = [f"{count} {_several(words, count)}" for words, count in found.items()]
    return f"Of {len(programs)} programs {_and(parts)}.{_mended(verification, programs)}"


def _printed(verification: Verification) -> list[Artifact]:
    """The programs as they are printed, without their repaired twins."""
    found = [one for one in verification.artifacts if one.kind == "workload"]
    return [one for one in found if "-repaired" not in one.id]


def _mended(verification: Verification, programs: Sequence[Artifact]) -> str:
    """What becomes of programs whose text was repaired, as a sentence."""
    last = [found[-1] for one in programs if (found := twins(verification, one))]
    if not last:
        return ""
    results = [verification.result(one.id) for one in last]
    runs = sum(1 for result in results if result and result.outcome == "ok")
    return f" Repaired, {runs} of {len(last)} {'runs' if runs == 1 else 'run'}."


def _several(words: str, count: int) -> str:
    if count == 1:
        return words
    verb, _, rest = words.partition(" ")
    plural = {"is": "are", "does": "do", "was": "were", "crashes": "crash", "tries": "try"}
    return f"{plural.get(verb, verb.removesuffix('s'))} {rest}".strip()


def _scripts(verification: Verification) -> str:
    scripts = [one for one in verification.artifacts if one.kind == "analysis"]
    results = [verification.result(script.id) for script in scripts]
    bad = sum(1 for one in results if one and one.outcome not in ("ok", "not-run"))
    if not bad:
        return ""
    if len(scripts) == 1:
        return "The analysis script failed."
    return f"{bad} of {len(scripts)} analysis scripts failed."


def _claims(verification: Verification) -> list[str]:
    written = [claim for claim in verification.claims if not is_implicit(claim)]
    if not written:
        return ["There are no claims about it."]
    known = {verdict.claim: verdict for verdict in verification.verdicts}
    verdicts = [known.get(claim.id) for claim in written]
    found = Counter(verdict.label for verdict in verdicts if verdict)
    failed = found[None] + sum(verdict is None for verdict in verdicts)
    skipped = found["uncheckable"]
    checked = len(written) - skipped - failed
    sentences = [_checked(verification, found, checked)] if checked else []
    if skipped and not checked and not failed:
        what = "claim about it cannot" if skipped == 1 else f"{skipped} claims about it cannot"
        sentences.append(f"The {what} be checked.")
    elif skipped:
        sentences.append(f"{_many(skipped, 'claim')} could not be checked.")
    if failed:
        sentences.append(f"{_many(failed, 'claim')} could not be judged: a measuring tool failed.")
    return sentences


def _checked(verification: Verification, found: Counter[Any], checked: int) -> str:
    """The sentence about the claims that could be checked."""
    about = _about(verification)
    wrong, held = found["contradicted"], found["confirmed"]
    if held == checked:
        return (
            f"The one checkable claim about {about} holds."
            if checked == 1
            else f"All {checked} checkable claims about {about} hold."
        )
    head = f"{wrong} of {checked} checkable claims about {about}"
    if checked == 1:
        head = f"The one checkable claim about {about}"
    rest = _rest(found)
    if not wrong:
        if not held:
            return f"{_many(checked, 'checkable claim')} about {about}: {_and(rest)}."
        verb = "holds" if held == 1 else "hold"
        return f"{held} of {checked} checkable claims about {about} {verb}; {_and(rest)}."
    programs = _printed(verification)
    results = [verification.result(one.id) for one in programs]
    right = [is_right(verification, *pair) for pair in zip(programs, results, strict=True)]
    verb = "is" if wrong == 1 else "are"
    sentence = f"{head} {verb} {'not' if right and all(right) else 'false'}"
    return f"{sentence}; {_and(rest)}." if rest else f"{sentence}."


def _about(verification: Verification) -> str:
    return "it" if len(_printed(verification)) < 2 else "them"


def _rest(found: Counter[Any]) -> list[str]:
    texts = []
    if count := found["other-version"]:
        texts.append(f"{count} {'is' if count == 1 else 'are'} true on another Python version")
    if count := found["ambiguous"]:
        how = "depends on how it is read" if count == 1 else "depend on how they are read"
        texts.append(f"{count} {how}")
    if count := found["undecided"]:
        texts.append(f"{count} {'is' if count == 1 else 'are'} too close to decide")
    return texts


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _and(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
