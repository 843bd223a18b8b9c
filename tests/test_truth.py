"""The recorded answers are judged as tests/recordings/TRUTH.md says, measured by hand, they are.

Its figures are those of six interpreters, to the patch level. Of those that this machine lacks the
columns are left out, and a label that rests on such a column; without the target nothing is left.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from workbench import interpreters

TRUTH = Path(__file__).parent / "recordings" / "TRUTH.md"
TARGET = "3.11.7"
WORKLOADS = ("aes", "cnn", "euler", "matmul", "quicksort", "tsp")
ABSENT = "–"
every = pytest.mark.parametrize("workload", WORKLOADS)


@dataclass(frozen=True)
class Row:
    """A row of a table: its first cell, what is claimed, values by version, the label."""

    name: str
    claimed: str
    values: dict[str, str]
    label: str


def tables() -> Iterator[tuple[str, list[list[str]]]]:
    """Every table with the headings it stands under, as "euler / claims.json"."""
    above, below, rows = "", "", []
    for line in [*TRUTH.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if rows:
            yield f"{above} / {below}".removesuffix(" / "), [rows[0], *rows[2:]]
            rows = []
        if line.startswith("## "):
            above, below = line[3:], ""
        elif line.startswith("### "):
            below = line[4:].replace("`", "").partition(":")[0]


@cache
def truth() -> dict[str, list[Row]]:
    """The rows of every table of claims, by their headings."""
    found = {}
    for name, (head, *rows) in tables():
        if "claimed" in head:
            versions = [title for title in head if re.fullmatch(r"3\.\d+\.\d+", title)]
            first = head.index(versions[0])
            found[name] = [
                Row(row[0], row[1], dict(zip(versions, row[first:], strict=False)), row[-1])
                for row in rows
            ]
    return found


def listed(workload: str, name: str) -> list[Row]:
    """The rows of one table without its hits."""
    return [row for row in truth()[f"{workload} / {name}"] if not row.name.startswith("*")]


# --- the run ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Any]]:
    """What `generate` with the recorded answers gives, as JSON; each workload is run once."""
    folder = tmp_path_factory.mktemp("truth")
    if TARGET not in found_versions():
        pytest.skip(f"CPython {TARGET}, on which the truth was measured, is not on this machine")

    @cache
    def generate(workload: str) -> dict[str, Any]:
        if workload == "cnn" and importlib.util.find_spec("torch") is None:
            pytest.skip("torch is not installed, so no network is run: `make torch` adds it")
        output = folder / f"{workload}.json"
        command = [sys.executable, "-m", "workbench", "generate", workload, "--model", "recorded"]
        command += ["--python", TARGET, "--format", "json", "-o", str(output), "--quiet"]
        # The interpreters are to be found as they are by `discover` here.
        environment = {**os.environ, "WORKBENCH_CONFIG_DIR": str(folder / "config")}
        done = subprocess.run(
            [*command, "--root", str(folder / workload)],
            env=environment,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 1, done.stderr  # every recording has something contradicted
        found: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
        return found

    return generate


@cache
def found_versions() -> frozenset[str]:
    return frozenset(one.version for one in interpreters.discover())


def missing() -> str:
    """What was left out, for messages."""
    wanted = {version for rows in truth().values() for row in rows for version in row.values}
    lacking = sorted(wanted - found_versions())
    return f"(not on this machine, so not compared: {', '.join(lacking)})" if lacking else ""


def said_by(run: dict[str, Any], extractor: str, kind: str | None = None) -> list[dict[str, Any]]:
    """The claims that one extractor read, in their order."""
    return [
        claim
        for claim in run["claims"]
        if claim["extractor"] == extractor and kind in (None, claim["kind"])
    ]


# --- comparing ----------------------------------------------------------------------------------


def check(row: Row, claim: dict[str, Any]) -> None:
    """Label and values of one claim are those of its row."""
    where = f"{row.name} {row.claimed} {missing()}"
    assert claim["quote"], where
    if rests_on_what_is_here(row):
        assert claim["verdict"] == row.label.partition(" ")[0], where
    for version, state in claim["versions"].items():
        # "not measured" was written where numpy was missing; here it may not be.
        by_hand = row.values.get(version, "not measured") != "not measured"
        if by_hand and claim["kind"] != "opcode_exists":
            assert shown(state) == row.values[version], f"{where} on {version}"
    known = row.values[TARGET]
    if claim["measured"] is not None and known not in ("runs", "unchanged", "same"):
        assert same(str(claim["measured"]), known), where


def rests_on_what_is_here(row: Row) -> bool:
    """Whether a version on which the claim is true is on this machine, if the label needs one."""
    if not row.label.startswith("other-version"):
        return True
    true_on = {version for version, value in row.values.items() if value == row.claimed}
    return not true_on or bool(true_on & found_versions())


def shown(state: dict[str, Any]) -> str:
    if state["state"] == "not-run":
        return "not measured"
    return ABSENT if state["state"] == "absent" else str(state["value"])


def same(measured: str, known: str) -> bool:
    """A value that is cut short in the table ends with an ellipsis."""
    return measured.startswith(known[:-1]) if known.endswith("…") else measured == known


def compare(rows: list[Row], claims: list[dict[str, Any]]) -> None:
    assert len(rows) == len(claims)
    for row, claim in zip(rows, claims, strict=True):
        check(row, claim)


@every
def test_declared_claims(workload: str, judged: Callable[[str], dict[str, Any]]) -> None:
    rows, claims = listed(workload, "claims.json"), said_by(judged(workload), "declared")
    for row, claim in zip(rows, claims, strict=True):
        name = row.name.split()[1:]
        assert claim["kind"] == name[0]
        assert {claim["args"].get("opcode"), claim["args"].get("function")} >= {
            word for word in name[1:2] if claim["kind"] != "opcode_exists"
        }
    compare(rows, claims)


@every
def test_the_cells_of_the_reports_table(
    workload: str, judged: Callable[[str], dict[str, Any]]
) -> None:
    rows = listed(workload, "report.md, the table")
    claims = said_by(judged(workload), "table", "opcode_count")
    assert [claim["args"]["opcode"] for claim in claims] == [row.name for row in rows]
    compare(rows, claims)


def test_the_list_after_a_table(judged: Callable[[str], dict[str, Any]]) -> None:
    rows = listed("matmul", "report.md, the list after the table")
    claims = said_by(judged("matmul"), "counter", "opcode_count")
    assert [claim["args"]["opcode"] for claim in claims] == [row.name for row in rows]
    compare(rows, claims)


@pytest.mark.parametrize("workload", ["aes", "euler", "quicksort"])
def test_what_the_broken_counting_scripts_print(
    workload: str, judged: Callable[[str], dict[str, Any]]
) -> None:
    rows = {row.name: row for row in listed(workload, "analysis_counting.md")}
    claims = said_by(judged(workload), "printed", "opcode_count")
    assert {claim["args"]["opcode"] for claim in claims} == rows.keys()
    for claim in claims:
        check(rows[claim["args"]["opcode"]], claim)


@pytest.mark.parametrize("workload", ["cnn", "matmul", "tsp"])
def test_what_the_right_counting_scripts_print(
    workload: str, judged: Callable[[str], dict[str, Any]]
) -> None:
    claims = said_by(judged(workload), "printed", "opcode_count")
    assert {claim["verdict"] for claim in claims} == {"confirmed"}


def printed_calls(run: dict[str, Any]) -> dict[str, tuple[Any, str]]:
    claims = said_by(run, "printed", "call_count")
    return {claim["args"]["function"]: (claim["claimed"], claim["verdict"]) for claim in claims}


def test_what_the_profiling_scripts_print(judged: Callable[[str], dict[str, Any]]) -> None:
    assert printed_calls(judged("euler"))["<lambda>"] == (200, "confirmed")
    assert printed_calls(judged("matmul")) == {"matmul": (0, "contradicted")}
    assert printed_calls(judged("quicksort")) == {}
    assert printed_calls(judged("tsp")) == {"tsp": (1, "confirmed")}
    calls = {"aes_encrypt_block": 1, "add_round_key": 11, "sub_bytes": 10, "shift_rows": 10}
    calls |= {"mix_columns": 9, "expand_key": 1}
    found = printed_calls(judged("aes"))
    assert found == {name: (count, "confirmed") for name, count in calls.items()}


def test_a_profiling_script_whose_call_raises_prints_nothing(
    judged: Callable[[str], dict[str, Any]],
) -> None:
    assert printed_calls(judged("cnn")) == {}
    outcomes = {one["name"]: one["outcome"] for one in judged("cnn")["artifacts"]}
    assert sorted(outcomes.values()) == ["crash", "crash", "ok", "ok"]


def test_a_right_profiling_script_finds_the_functions_of_the_file(
    judged: Callable[[str], dict[str, Any]],
) -> None:
    assert printed_calls(judged("euler")).get("euler") == (1, "confirmed")


def plain_rows(workload: str, name: str) -> list[list[str]]:
    """The rows of a table without versions."""
    return next(rows for place, (_, *rows) in tables() if place == f"{workload} / {name}")


@every
def test_what_the_dependence_scripts_print(
    workload: str, judged: Callable[[str], dict[str, Any]]
) -> None:
    rows = plain_rows(workload, "analysis_dependences.md")
    claims = said_by(judged(workload), "printed", "loop_dependence")
    assert [claim["verdict"] for claim in claims] == [row[3] for row in rows]
    for claim, (line, printed, *_) in zip(claims, rows, strict=True):
        assert str(claim["args"]["line"] or ABSENT) == line
        said, _, variable = printed.partition(", ")
        assert claim["args"]["verdict"] == ("none" if said == "no loops" else said)
        assert (claim["args"]["variable"] or "") == variable


@every
def test_what_the_reports_say_of_parallelism(
    workload: str, judged: Callable[[str], dict[str, Any]]
) -> None:
    first, *others = plain_rows(workload, "report.md, the architecture")
    said = said_by(judged(workload), "parallelism")
    assert [claim["verdict"] for claim in said] == [row[2] for row in others]
    recommended = [one for one in judged(workload)["claims"] if one["kind"] == "architecture"]
    assert {one["verdict"] for one in recommended} <= {first[2]}


WHOLE = {
    ("euler", "table"): "contradicted",
    ("matmul", "table"): "contradicted",
    ("matmul", "counter"): "contradicted",
    ("quicksort", "table"): "other-version",
    ("cnn", "table"): "other-version",
    ("tsp", "table"): "contradicted",
    ("aes", "table"): "confirmed",
}
NAMES = {"table": "report.md, the table", "counter": "report.md, the list after the table"}


@pytest.mark.parametrize(("workload", "extractor"), WHOLE)
def test_tables_as_a_whole(
    workload: str, extractor: str, judged: Callable[[str], dict[str, Any]]
) -> None:
    (claim,) = said_by(judged(workload), extractor, "opcode_table")
    hits = hit_rows(workload, NAMES[extractor])
    true_on = {v for v in hits if hits[v][0] == hits["cells"][0]} - {"cells"}
    if not true_on or true_on & found_versions():
        assert claim["verdict"] == WHOLE[workload, extractor], missing()
    default = [
        reading
        for reading in claim["readings"]
        if (reading["scope"], reading["naming"]) == ("function", "strict")
    ]
    assert default
    for reading in default:
        if reading["version"] in hits:
            found = (reading["hits"], reading["hits_of_2_or_more"])
            assert found == hits[reading["version"]], reading
            assert (reading["cells"], reading["cells_of_2_or_more"]) == hits["cells"]


def hit_rows(workload: str, name: str) -> dict[str, tuple[int, int]]:
    """Version to (hits, hits of 2 or more); "cells" to how many there are."""
    every = truth()[f"{workload} / {name}"]
    plain, large = (
        next(r for r in every if r.name == n) for n in ("*hits*", "*hits of 2 or more*")
    )
    found = {v: (int(plain.values[v]), int(large.values[v])) for v in plain.values}
    return found | {"cells": (int(plain.claimed), int(large.claimed))}


@every
def test_outcomes_of_programs(workload: str, judged: Callable[[str], dict[str, Any]]) -> None:
    known = {row[0]: row[1] for name, (_, *rows) in tables() for row in rows if name == "Programs"}
    (program,) = (one for one in judged(workload)["artifacts"] if one["kind"] == "workload")
    assert program["outcome"] == known[workload]
    (claim,) = said_by(judged(workload), "implicit", "same_output")
    assert claim["verdict"] == ("confirmed" if known[workload] == "ok" else "contradicted")


def test_nothing_is_missing_from_the_tables() -> None:
    counts = {name: len(rows) for name, rows in truth().items()}
    assert [counts[f"{w} / claims.json"] for w in WORKLOADS] == [14, 12, 14, 14, 14, 14]
    assert [counts[f"{w} / report.md, the table"] for w in WORKLOADS] == [18, 10, 12, 13, 19, 17]
