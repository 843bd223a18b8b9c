"""A root with small runs to review, every number of which was written by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import builders as b

from workbench import settings, transcripts
from workbench.records import Claim, Measurement, Verdict, Verification
from workbench.settings import Settings
from workbench.transcripts import Transcript

RUN = "20261122T123815Z-7f3a"
OTHER = "20261122T124500Z-0b0b"
SOURCE = "def euler(x):\n    y = x * 2\n    return y\n"
CHAT = f"""# Euler

```python
{SOURCE}```

| Opcode | Count |
|---|---|
| BINARY_MULTIPLY | 1 |
| LOAD_FAST | 7 |

It returns 4 for 2.
"""
LISTING_311 = """\
<module> (line 1):
    0      0 RESUME                         0
    1      2 LOAD_CONST                     0 (<code object euler, line 1>)
           4 MAKE_FUNCTION                  0
           6 STORE_NAME                     0 (euler)
           8 LOAD_CONST                     1 (None)
          10 RETURN_VALUE

euler (line 1):
    1      0 RESUME                         0
    2      2 LOAD_FAST                      0 (x)
           4 LOAD_CONST                     1 (2)
           6 BINARY_OP                      5 (*)
          10 STORE_FAST                     1 (y)
    3     12 LOAD_FAST                      1 (y)
          14 RETURN_VALUE
"""
LISTING_38 = """\
<module> (line 1):
    1      0 LOAD_CONST                     0 (<code object euler, line 1>)
           2 LOAD_CONST                     1 ('euler')
           4 MAKE_FUNCTION                  0
           6 STORE_NAME                     0 (euler)
           8 LOAD_CONST                     2 (None)
          10 RETURN_VALUE

euler (line 1):
    2      0 LOAD_FAST                      0 (x)
           2 LOAD_CONST                     1 (2)
           4 BINARY_MULTIPLY
           6 STORE_FAST                     1 (y)
    3      8 LOAD_FAST                      1 (y)
          10 RETURN_VALUE
"""
# By hand: `euler` called three times, so each of its instructions ran three times.
SITES = {"1:0": 3, "1:2": 3, "1:4": 3, "1:6": 3, "1:10": 3, "1:12": 3, "1:14": 3}
LINES = {"1": 3, "2": 12, "3": 6}
TABLE_LINE, SENTENCE_LINE = 11, 14


def configured(root: Path, **more: Any) -> Settings:
    """Settings for a root, of a person called Ada; nothing of this machine's user."""
    environ = {"WORKBENCH_CONFIG_DIR": str(root / "config")}
    return settings.load({"root": str(root), "author": "Ada"} | more, environ=environ)


def three(file: str) -> list[tuple[Claim, Verdict]]:
    """True elsewhere, false, and right, in this order."""
    at = {"file": file}
    multiply = b.claim(
        id="aaa111aaa111",
        location=b.location(TABLE_LINE, 21, 22, **at),
        table=b.cell("BINARY_MULTIPLY"),
    )
    load = b.claim(
        id="bbb222bbb222",
        quote="7",
        claimed=7,
        args={"function": "euler", "opcode": "LOAD_FAST", "count": 7},
        location=b.location(TABLE_LINE + 1, 15, 16, **at),
        table=b.cell("LOAD_FAST", row=2),
    )
    returns = b.claim(
        id="ccc333ccc333",
        kind="returns_value",
        quote="It returns 4 for 2",
        args={"call": "euler(2)", "value": "4"},
        location=b.location(SENTENCE_LINE, 1, 19, **at),
        claimed=4,
    )
    return [
        (multiply, b.verdict("other-version", claim=multiply.id, rule="WB103", measured=0)),
        (load, b.verdict("contradicted", claim=load.id, measured=2)),
        (returns, b.verdict("confirmed", claim=returns.id, measured=4)),
    ]


def measured() -> tuple[Measurement, ...]:
    """What was measured of the program on two CPythons."""
    compiled = []
    for python, totals in (("3.8.18", (6, 6)), ("3.11.7", (6, 7))):
        codes = [
            {"qualname": name, "total": total, "first_line": 1}
            for name, total in zip(("<module>", "euler"), totals, strict=True)
        ]
        fields = {"probe": "bytecode", "vantage": "static", "python": python, "run": None}
        compiled.append(b.measurement(id=f"m{python}", data={"code_objects": codes}, **fields))
    ran = b.measurement(
        id="executed",
        probe="executed",
        target={"call": "[euler(n) for n in range(3)]"},
        data={
            "total": 21,
            "lines": LINES,
            "functions": {"euler": {"total": 21, "calls": 3, "sites": SITES}},
        },
    )
    return (*compiled, ran)


def verification(file: str, **changes: Any) -> Verification:
    """The program and its three claims."""
    pairs = changes.pop("pairs", None) or three(file)
    place = b.location(4, 1, 1, file=file, end_line=7)
    fields: dict[str, Any] = {
        "artifacts": (b.artifact(name="euler.py", source=SOURCE, location=place),),
        "claims": tuple(claim for claim, _ in pairs),
        "verdicts": tuple(verdict for _, verdict in pairs),
        "measurements": measured(),
        "results": (b.result(),),
    }
    return b.verification(**(fields | changes))


def write(
    root: Path,
    *verifications: Verification,
    run: str = RUN,
    text: str = CHAT,
    **start: Any,
) -> Transcript:
    """A checked document with its transcript and what was kept of its program."""
    chat = root / f"{run}.md"
    root.mkdir(exist_ok=True)
    chat.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    path = root / "transcripts" / f"{run}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    begin = {"event": "start", "kind": "check", "source": str(chat), "workload": None}
    events: list[dict[str, Any]] = [begin | start]
    for one in verifications or (verification(str(chat)),):
        events += transcripts.verification_events(one)
    transcripts.Writer(path).append(*events, {"event": "end", "status": "ok"})
    kept = root / "generated" / "check" / run / "evidence"
    kept.mkdir(parents=True, exist_ok=True)
    for python, listing in (("3.11.7", LISTING_311), ("3.8.18", LISTING_38)):
        (kept / f"euler.cpython-{python}.dis.txt").write_text(listing, encoding="utf-8")
    return transcripts.read(path)


def document(root: Path, run: str = RUN) -> str:
    """The name of the document of a run, as its claims have it."""
    return str(root / f"{run}.md")
