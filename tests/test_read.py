"""The doors: bytes become documents, documents become programs and bound claims."""

from __future__ import annotations

import pytest

from workbench import read
from workbench.records import Artifact, Claim

FENCE = "```"
AREA = "def area(w, h):\n    return w * h\n"


def program(text: str, entry_point: str | None = "area") -> Artifact | None:
    found = read.artifacts(
        read.document(text.encode(), "reply"),
        file_name="w.py",
        kind="workload",
        provenance="model",
        entry_point=entry_point,
    )
    return found[0] if found else None


def bound(text: str, source: str, entry_point: str = "area") -> tuple[Claim, ...]:
    artifact = program(f"{FENCE}python\n{source}{FENCE}\n", entry_point)
    assert artifact is not None
    return read.claims(read.document(text.encode(), "report"), (artifact,))


def fenced(*sources: str) -> str:
    return "\n".join(f"Words.\n{FENCE}python\n{source}{FENCE}\n" for source in sources)


@pytest.mark.parametrize("data", [b"", b"  \r\n\t", b"\xef\xbb\xbf"])
def test_nothing_is_an_empty_document(data: bytes) -> None:
    document = read.document(data, "empty.md")
    assert (document.status, document.blocks) == ("empty", ())
    assert read.claims(document, ()) == ()


def test_bytes_that_are_no_utf8_are_read_and_said() -> None:
    document = read.document(b"# caf\xe9\n\nLOAD_FAST: 3\n", "latin.md")
    assert document.status == "ok"
    assert document.why is not None
    assert "UTF-8" in document.why
    assert "caf\ufffd" in document.text


def test_nul_and_binary_are_survived() -> None:
    assert read.document(bytes(range(256)) * 100, "binary.bin").status == "ok"


def test_prose_around_a_program_is_left_out() -> None:
    artifact = program(fenced(AREA) + "Bye.")
    assert artifact is not None
    assert (artifact.source, artifact.variant, artifact.notes) == (AREA, "literal", ())
    assert artifact.location.line == 3


def test_of_two_versions_the_last_one_counts() -> None:
    artifact = program(fenced(AREA, AREA.replace("w * h", "h * w"), "print(area(1, 2))\n"))
    assert artifact is not None
    assert "h * w" in artifact.source
    assert any("last one counts" in note for note in artifact.notes)


def test_earlier_helpers_are_put_before_the_program() -> None:
    helper = "import math\n\ndef scale(w):\n    return unit(w)\n"
    artifact = program(
        fenced("def unit(w):\n    return w\n", helper, "def area(w):\n    return scale(w)\n")
    )
    assert artifact is not None
    assert read.functions(artifact.source) == ("unit", "scale", "area")
    assert artifact.variant == "repaired"
    assert len(artifact.repairs) == 2


def test_demonstrations_are_not_put_before_the_program() -> None:
    artifact = program(fenced("w = 3\nh = 4\ndef f(x):\n    return x\n", AREA))
    assert artifact is not None
    assert artifact.repairs == ()


def test_a_reply_without_fence_is_python_as_a_whole() -> None:
    whole = program("import math\n\n\n" + AREA)
    assert whole is not None
    assert whole.variant == "repaired"
    assert whole.source.endswith(AREA)
    spoken = program("Here is the code you wanted:\n\n" + AREA + "\nEnjoy it!\n")
    assert spoken is not None
    assert spoken.source == AREA.rstrip("\n") + "\n"
    assert spoken.location.line == 3


@pytest.mark.parametrize(
    "text", ["", "I cannot do that.", "# Title\n\n## Other\n", "```\nhi\n```\n"]
)
def test_a_reply_without_code_has_no_program(text: str) -> None:
    assert program(text) is None


def test_code_in_lists_quotes_and_crlf_is_unindented() -> None:
    in_list = "1. Step\n\n   ```python\n   def area(w):\n       return w\n   ```\n"
    quoted = "> ```python\n> def area(w):\n>     return w\n> ```\n"
    for text in (in_list, quoted, in_list.replace("\n", "\r\n")):
        artifact = program(text)
        assert artifact is not None
        assert artifact.source == "def area(w):\n    return w\n"


def test_without_entry_point_the_longest_block_is_the_script() -> None:
    artifact = program(fenced("import sys\n", "import sys\nprint(sys.argv)\n"), None)
    assert artifact is not None
    assert "argv" in artifact.source


def test_functions_are_found_without_parsing() -> None:
    source = "def a():\n  def b(): pass\nasync def c(x): (((\nclass D:\n    def a(self): pass\n"
    assert read.functions(source) == ("a", "b", "c")


TWO = AREA + "\ndef rim(w, h):\n    return w + h\n"
TABLE = "| Opcode | {} | {} |\n|---|---|---|\n| LOAD_FAST | 1 | 2 |\n"


def subjects(claims: tuple[Claim, ...]) -> list[str | None]:
    return [claim.subject for claim in claims if claim.kind == "opcode_count"]


def test_labels_are_bound_by_name_and_by_words() -> None:
    assert subjects(bound(TABLE.format("`area`", "Rim Length"), TWO)) == ["area", "rim"]


def test_the_heading_or_the_line_above_names_the_function() -> None:
    table = "| Opcode | Count |\n|---|---|\n| LOAD_FAST | 2 |\n"
    assert subjects(bound("## Opcodes of `rim`\n\n" + table, TWO)) == ["rim"]
    assert subjects(bound("For `rim`:\n\n- LOAD_FAST: 2\n- POP_TOP: 1\n", TWO)) == ["rim", "rim"]
    assert subjects(bound("## Opcodes\n\n" + table, TWO)) == ["area"]


def test_a_label_that_fits_several_functions_is_bound_to_none() -> None:
    source = "def box_area(w):\n    return w\n\ndef disc_area(r):\n    return r\n"
    first, _ = (
        claim
        for claim in bound(TABLE.format("Area", "`disc_area`"), source, "box_area")
        if claim.kind == "opcode_count"
    )
    assert first.subject is None
    assert first.problem is not None
    assert "box_area or disc_area" in first.problem


def test_a_function_that_is_not_there_is_not_replaced_by_another() -> None:
    claims = bound(TABLE.format("`area`", "`area_of`"), AREA)
    (claim,) = [c for c in claims if c.claimed == 2 and c.kind == "opcode_count"]
    assert claim.args["function"] == "area_of"
    assert claim.problem is not None


def test_only_names_the_extractors_that_speak() -> None:
    document = read.document(b"- LOAD_FAST: 1\n\n| Opcode | Count |\n|-|-|\n| POP_TOP | 1 |\n", "d")
    assert {claim.extractor for claim in read.claims(document, (), only=("counter",))} == {
        "counter"
    }


def test_the_number_of_claims_is_bounded_and_said() -> None:
    text = "| Opcode | Count |\n|---|---|\n" + "| LOAD_FAST | 1 |\n" * 11_000
    claims = read.claims(read.document(text.encode(), "big"), ())
    assert len(claims) == 10_001
    assert claims[-1].kind == "too_many_claims"
    assert len({claim.id for claim in claims}) == len(claims)


@pytest.mark.parametrize(
    "source",
    [
        "def " * 200_000,
        "def f(" * 100_000,
        "a" * 1_000_000,
        "import " * 200_000,
        "x = " * 200_000,
        "".join(f"def f{i}(): pass\n" for i in range(20_000)),
    ],
)
def test_hostile_programs_are_survived(source: str) -> None:
    program(fenced(source + "\n", "def area(): return f1()\n" + source + "\n"))


METHODS = (
    "class A:\n    def run(self):\n        return 1\n\nclass B:\n    def run(self):\n        pass\n"
)


@pytest.mark.parametrize(
    ("label", "subject"),
    [("A.run", "A.run"), ("`B.run()`", "B.run"), ("self.run", "run"), ("C.run", None)],
)
def test_a_method_keeps_its_class(label: str, subject: str | None) -> None:
    (claim,) = [c for c in bound(TABLE.format(label, "x"), METHODS, "A") if c.claimed == 1]
    assert claim.subject == subject
    assert (claim.problem is None) == (subject is not None)


def test_a_declared_method_keeps_its_class() -> None:
    text = '{"claims": [{"kind": "opcode_count", "statement": "s", "function": "B.run"}]}'
    (claim,) = bound(text, METHODS, "A")
    assert (claim.args["function"], claim.subject) == ("B.run", "B.run")


@pytest.mark.parametrize("header", ["Bytes", "Points", "Code", "Weight", "Whatever", "Helper"])
def test_a_strange_header_is_not_taken_for_the_only_function(header: str) -> None:
    table = f"| Opcode | {header} |\n|---|---|\n| LOAD_FAST | 40 |\n"
    claims = bound(table, AREA)
    assert all(claim.problem is not None for claim in claims)


def test_an_abbreviated_name_is_known_by_its_words() -> None:
    source = "def matmul(a, b):\n    return a @ b\n"
    table = "| Opcode | Matrix Multiplication |\n|---|---|\n| LOAD_FAST | 2 |\n"
    assert subjects(bound(table, source, "matmul")) == ["matmul"]


def test_a_sentence_about_a_helper_does_not_take_the_table_below_it() -> None:
    source = "def twice(x):\n    return x + x\n\n\ndef solve(x):\n    return twice(x)\n"
    program = f"```python\n{source}```\n".encode()
    (artifact,) = read.artifacts(
        read.document(program, "w"),
        file_name="w.py",
        kind="workload",
        provenance="model",
        workload="any",
        entry_point="solve",
    )
    table = "| Opcode | Count |\n|---|---|\n| LOAD_FAST | 1 |\n"
    told = read.document(f"`twice` adds a number to itself.\n\n{table}".encode(), "t")
    announced = read.document(f"Counts for `twice`:\n\n{table}".encode(), "a")
    found = {name: read.claims(d, (artifact,)) for name, d in (("t", told), ("a", announced))}
    cells = {n: [c for c in claims if c.kind == "opcode_count"] for n, claims in found.items()}
    assert [claim.subject for claim in cells["a"]] == ["twice"]
    assert [claim.problem for claim in cells["t"]] == ["it may be about solve or twice"]
