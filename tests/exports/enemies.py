"""A judged document with everything that could break a format, in every text of it."""

from __future__ import annotations

import builders as b

from workbench.records import ArtifactResult, Judged

ENEMY = (
    "=cmd|'/c calc'!A1\n::error file=x,line=1::owned\r\n##[error]owned\n"
    "]]></failure></testcase>&<b> %0A::stop-commands::x\n"
    "\x1b]0;owned\x07\x1b[2J\x00\x01\x08\x7f\x9b31m\u202e\u2066\u200b\u2028\ud800\ufffe\U000e0041"
    '\t\x0b\x85"quoted", ,: [here](https://evil.invalid/) <img src=x> `code` | cell {0}'
)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200b=1", "＝1")


def enemies() -> Judged:
    """Two claims and a program, all of them findings, in a document with a hostile name."""
    claim = b.claim(
        id="c1" + "0" * 10,
        kind=ENEMY,
        quote=ENEMY,
        subject=ENEMY,
        claimed=[ENEMY],
        hedge=ENEMY,
        args={"opcode": ENEMY, "python": ENEMY},
        location=b.location(1, 2, 12, file=ENEMY),
        table=b.cell(ENEMY),
    )
    verdict = b.verdict(
        "contradicted",
        claim=claim.id,
        rule=ENEMY,
        measured=ENEMY,
        explanation=ENEMY * 50,
        help=(ENEMY,),
        fix=ENEMY,
        versions={"3.11.7": b.value(ENEMY), ENEMY: b.value({ENEMY: 1})},
    )
    other = b.claim(id="c2" + "0" * 10, location=b.location(1, 3, 9, file=ENEMY), quote=ENEMY)
    return b.judged(
        (claim, verdict),
        (other, b.verdict("ambiguous", claim=other.id, rule=None, measured=ENEMY)),
        artifacts=(b.artifact(name=ENEMY, notes=(ENEMY,), location=b.location(file=ENEMY)),),
        results=(
            ArtifactResult(
                artifact="a1",
                outcome="crash",
                error=ENEMY,
                rule=ENEMY,
                suspicions=(ENEMY,),
                failing_input=ENEMY,
            ),
        ),
        environment=b.environment(interpreters=(ENEMY,), platform=ENEMY, isolation=ENEMY),
        source=ENEMY,
        run=ENEMY,
        workload=ENEMY,
        why=ENEMY,
        status="error",
        options=ENEMY,
        texts={ENEMY: ENEMY * 3},
    )
