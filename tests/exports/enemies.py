"""A judged document with everything that could break a format, in every text of it."""

from __future__ import annotations

import builders as b

from workbench.records import ArtifactResult, Judged, Reading

ENEMY = (
    "=cmd|'/c calc'!A1\n::error file=x,line=1::owned\r\n##[error]owned\n"
    "]]></failure></testcase>&<b> %0A::stop-commands::x\n"
    "\x1b]0;owned\x07\x1b[2J\x00\x01\x08\x7f\x9b31m\u202e\u2066\u200b\u2028\ud800\ufffe\U000e0041"
    '\t\x0b\x85"quoted", ,: [here](https://evil.invalid/) <img src=x> `code` | cell {0}'
)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200b=1", "＝1")


def enemies(text: str = ENEMY, *, claim_id: str = "c1" + "0" * 10) -> Judged:
    """Two claims and a program, all of them findings, in a document with a hostile name."""
    claim = b.claim(
        id=claim_id,
        kind=text,
        quote=text,
        subject=text,
        claimed=[text],
        hedge=text,
        args={"opcode": text, "python": text},
        location=b.location(1, 2, 12, file=text),
        table=b.cell(text),
    )
    verdict = b.verdict(
        "contradicted",
        claim=claim.id,
        rule=text,
        measured=text,
        explanation=text * 50,
        help=(text,),
        fix=text,
        versions={"3.11.7": b.value(text), text: b.value({text: 1})},
        readings=(Reading(version=text, scope=text, naming=text, measured=text, holds=True),),
    )
    other = b.claim(id="c2" + "0" * 10, location=b.location(1, 3, 9, file=text), quote=text)
    return b.judged(
        (claim, verdict),
        (other, b.verdict("ambiguous", claim=other.id, rule=None, measured=text)),
        artifacts=(b.artifact(name=text, notes=(text,), location=b.location(file=text)),),
        results=(
            ArtifactResult(
                artifact="a1",
                outcome="crash",
                error=text,
                rule=text,
                suspicions=(text,),
                failing_input=text,
            ),
        ),
        environment=b.environment(interpreters=(text,), platform=text, isolation=text),
        source=text,
        run=text,
        workload=text,
        why=text,
        status="error",
        options=text,
        texts={text: text * 3},
    )
