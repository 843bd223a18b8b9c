"""Holds `workbench check` against a document whose claims were measured by hand.

    python tests/seed.py FOLDER

FOLDER holds the document (`*.txt` or `*.md`) and `ledger-labels.jsonl`: one row for each claim with
the labels that are accepted for it, its lines, and for a cell of a table opcode, subject and value.
A row is found when a claim stands on its lines (for a cell one with equal opcode, subject and
value); a found row is right when its verdict is one of those accepted. Counts of each version are
compared with what plain `dis` of that version says.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from workbench import interpreters, read

WANTED_ROWS = 60
_SUBJECTS = {"cnn": "forward"}
_DIS = """
import dis, json, sys
names = {}
def walk(code):
    names[code.co_name] = [i.opname for i in dis.get_instructions(code)]
    for const in code.co_consts:
        if hasattr(const, "co_code"):
            walk(const)
for source in json.load(sys.stdin):
    try:
        walk(compile(source, "program", "exec"))
    except SyntaxError:
        pass
counts = {f: {o: ops.count(o) for o in set(ops)} for f, ops in names.items()}
print(json.dumps([counts, sorted(dis.opmap)]))
"""


def main(given: Path) -> int:
    """Print every row that is missed or wrong, and the sums. 0 when everything asked for holds.

    `given` is the document, beside which its ledger lies, or the folder of both.
    """
    folder = given.parent if given.is_file() else given
    texts = [p for p in sorted(folder.iterdir()) if p.suffix in (".txt", ".md")]
    document = next((p for p in folder.glob("challenge*.txt")), texts[0])
    document = given if given.is_file() else document
    checked = _check(document)
    rows = [json.loads(line) for line in (folder / "ledger-labels.jsonl").open(encoding="utf-8")]
    literal = [row for row in rows if row["literal"]]
    found = {row["id"]: list(_fitting(row, checked["claims"])) for row in literal}
    cells = [row for row in literal if "opcode" in row]
    wrong = [row for row in literal if found[row["id"]] and not _is_right(row, found[row["id"]])]
    for row in literal:
        labels = [f"{c['kind']}={c['verdict']}" for c in found[row["id"]]]
        state = "missed" if not labels else "WRONG" if row in wrong else "right"
        print(f"{state:7} {row['id']:4} {', '.join(labels)}  (accepted: {row['accepted']})")
    differing = list(_differing(cells, found, document))
    print(*differing, sep="\n")
    count = sum(1 for row in literal if found[row["id"]])
    right_cells = [row for row in cells if found[row["id"]] and row not in wrong]
    print(f"{count} of {len(literal)} rows found, {len(wrong)} wrong")
    print(f"{len(right_cells)} of {len(cells)} cells right, {len(differing)} values differ")
    fine = count >= WANTED_ROWS and not wrong and len(right_cells) == len(cells) and not differing
    return int(not (fine and _facts(checked) and _steps(document)))


def _check(document: Path) -> Any:
    command = [sys.executable, "-m", "workbench", "check", str(document), "--format", "json", "-q"]
    done = subprocess.run([*command, "--exit-zero"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _fitting(row: Mapping[str, Any], claims: list[Any]) -> Iterator[Any]:
    """The claims on a row's lines; for a cell those of its opcode, subject and value."""
    for claim in claims:
        place = claim["location"]
        if not (row["line"] <= place["line"] and place["end_line"] <= row["end_line"]):
            continue
        if "opcode" not in row:
            yield claim
            continue
        subject = _SUBJECTS.get(row["subject"], row["subject"])
        is_cell = claim["kind"] == "opcode_count" and claim["args"]["opcode"] == row["opcode"]
        named = str(claim["subject"]).rpartition(".")[2] == subject
        if is_cell and named and claim["claimed"] == row["count"]:
            yield claim


def _is_right(row: Mapping[str, Any], claims: list[Any]) -> bool:
    return any(claim["verdict"] in row["accepted"] for claim in claims)


def _differing(cells: list[Any], found: Mapping[str, list[Any]], document: Path) -> Iterator[str]:
    """Cells whose value on some version is not what plain `dis` of that version counts."""
    programs, _ = read.programs(read.document(document.read_bytes(), document.name))
    sources = [one.repaired.source if one.repaired else one.literal.source for one in programs]
    for interpreter in interpreters.discover([], environ={}):
        asked = subprocess.run(
            [interpreter.executable, "-I", "-c", _DIS],
            input=json.dumps(sources),
            capture_output=True,
            text=True,
            check=True,
        )
        counts, opcodes = json.loads(asked.stdout)
        for row in cells:
            function = _SUBJECTS.get(row["subject"], row["subject"])
            value = counts[function].get(row["opcode"], 0) if row["opcode"] in opcodes else None
            for claim in found[row["id"]]:
                state = claim["versions"].get(interpreter.version, {"state": "missing"})
                if (state["state"], state.get("value")) != (
                    ("absent", None) if value is None else ("value", value)
                ):
                    yield f"{row['id']} on {interpreter.version}: {state}, dis has {value}"


def _facts(checked: Any) -> bool:
    """What the document's tables and its network come to, as measured by hand."""
    tables = [
        claim["readings"][0] for claim in checked["claims"] if claim["kind"] == "opcode_table"
    ]
    joint = [(one["hits"], one["cells"]) for one in tables]
    print(f"joint readings: {joint}")
    errors = " ".join(str(one["error"]) for one in checked["artifacts"])
    shape = "1x5760 and 1440x10" in errors
    fixes = " ".join(str(claim["fix"]) for claim in checked["claims"] if claim["kind"] == "shape")
    print(f"shape error seen: {shape}; what would mend it: {fixes or 'nothing'}")
    return joint == [(9, 18), (3, 12)] and shape and "5760" in fixes and "pool" in fixes


def _steps(document: Path) -> bool:
    """The solver's one step too many: at h = 0.001 it takes 2,001, and what it prints at 0.01."""
    programs, _ = read.programs(read.document(document.read_bytes(), document.name))
    solver = next(one.literal for one in programs if "__main__" in one.literal.source)
    call = "euler(lambda t, y: y - t**2 + 1, 0.5, 0, 2, 0.001)"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "solver.py"
        file.write_text(solver.source, encoding="utf-8")
        command = [sys.executable, "-m", "workbench", "measure", f"{file}:euler", "--call", call]
        done = subprocess.run(
            [*command, "--only", "profile", "--format", "json"],
            capture_output=True,
            text=True,
            check=True,
        )
        printed = subprocess.run(
            [sys.executable, "-I", str(file)], capture_output=True, text=True, check=True
        )
    steps = json.loads(done.stdout)["profile"]["calls"]["<lambda>"]
    print(f"steps at h = 0.001: {steps}; it prints {printed.stdout.strip()}")
    return steps == 2001 and printed.stdout.strip() == "5.278830895566722"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
