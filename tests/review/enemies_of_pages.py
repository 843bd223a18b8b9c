"""A run in which everything that a model or its program can write tries to be markup."""

from __future__ import annotations

from pathlib import Path

import builders as b
import reviewable as r

from workbench import transcripts

ENEMY = (
    "</script><script>alert(1)</script><img src=https://evil.invalid/x onerror=alert(2)>"
    '"><svg/onload=alert(3)>\u202eabc\u2066\x1b[31m\x00\u2028{{ 7 * 7 }}<!--'
    "<a href=javascript:alert(4)>"
)


def write(root: Path) -> None:
    """The run, in place of the harmless one of that name."""
    place = r.document(root)
    claim = b.claim(
        id="fff" + "0" * 9,
        quote=ENEMY,
        subject=ENEMY,
        kind=ENEMY,
        claimed=ENEMY,
        hedge=ENEMY,
        location=b.location(1, 1, 40, file=place),
        table=b.cell(ENEMY),
    )
    verdict = b.verdict(
        "contradicted",
        claim=claim.id,
        rule=ENEMY,
        measured=ENEMY,
        explanation=ENEMY,
        fix=ENEMY,
        help=(ENEMY,),
        versions={ENEMY: b.value(ENEMY)},
    )
    one = r.verification(
        place,
        pairs=[(claim, verdict)],
        artifacts=(b.artifact(name=ENEMY, source=ENEMY, notes=(ENEMY,)),),
        results=(b.result("crash", error=ENEMY),),
    )
    found = r.write(root, one, text=ENEMY + "\n" + ENEMY, model=ENEMY)
    event = transcripts.review_event(claim.id, verdict, "agree", ENEMY, ENEMY)
    transcripts.Writer(found.path).append(event)
