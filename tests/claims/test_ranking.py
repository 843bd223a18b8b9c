"""Which program has the most, and which opcode is the most frequent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import builders as b
import pytest
from claiming import OLD, TARGET, Entry, bytecode, entry, executed, facts, find
from costing import cost

from workbench import judge
from workbench.claims.base import Finding, Peer
from workbench.records import Artifact, Measurement

LATER = "3.12.1"

# What `dis` lists for a class with a forward pass of one convolution and one linear layer, for a
# fixed-step Euler loop and for a call of np.dot, each a program of its own.
FORWARD = {
    OLD: {"CALL_FUNCTION_KW": 1, "CALL_METHOD": 4, "LOAD_ATTR": 1, "LOAD_CONST": 3, "LOAD_FAST": 6}
    | {"LOAD_GLOBAL": 3, "LOAD_METHOD": 4, "RETURN_VALUE": 1, "STORE_FAST": 3},
    TARGET: {"CALL": 5, "KW_NAMES": 1, "LOAD_ATTR": 3, "LOAD_CONST": 2, "LOAD_FAST": 6}
    | {"LOAD_GLOBAL": 3, "LOAD_METHOD": 2, "PRECALL": 5, "RESUME": 1, "RETURN_VALUE": 1}
    | {"STORE_FAST": 3},
    LATER: {"CALL": 5, "KW_NAMES": 1, "LOAD_ATTR": 5, "LOAD_CONST": 2, "LOAD_FAST": 6}
    | {"LOAD_GLOBAL": 3, "RESUME": 1, "RETURN_VALUE": 1, "STORE_FAST": 3},
}
INIT = {OLD: {"LOAD_CONST": 7, "POP_TOP": 1}, TARGET: {"COPY_FREE_VARS": 1, "POP_TOP": 1}} | {
    LATER: {"COPY_FREE_VARS": 1, "POP_TOP": 1}
}
EULER = {
    OLD: {"BINARY_ADD": 1, "BINARY_MULTIPLY": 1, "CALL_FUNCTION": 1, "COMPARE_OP": 1}
    | {"INPLACE_ADD": 1, "JUMP_ABSOLUTE": 1, "LOAD_FAST": 12, "POP_JUMP_IF_FALSE": 1}
    | {"RETURN_VALUE": 1, "STORE_FAST": 4},
    TARGET: {"BINARY_OP": 3, "CALL": 1, "COMPARE_OP": 2, "LOAD_FAST": 14, "PRECALL": 1}
    | {"POP_JUMP_BACKWARD_IF_TRUE": 1, "POP_JUMP_FORWARD_IF_FALSE": 1, "PUSH_NULL": 1}
    | {"RESUME": 1, "RETURN_VALUE": 1, "STORE_FAST": 4},
    LATER: {"BINARY_OP": 3, "CALL": 1, "COMPARE_OP": 2, "JUMP_BACKWARD": 1, "LOAD_FAST": 14}
    | {"POP_JUMP_IF_FALSE": 2, "PUSH_NULL": 1, "RESUME": 1, "RETURN_VALUE": 1, "STORE_FAST": 4},
}
MATMUL = {
    OLD: {"CALL_METHOD": 1, "LOAD_FAST": 2, "LOAD_GLOBAL": 1, "LOAD_METHOD": 1, "RETURN_VALUE": 1},
    TARGET: {"CALL": 1, "LOAD_ATTR": 1, "LOAD_FAST": 2, "LOAD_GLOBAL": 1, "PRECALL": 1}
    | {"RESUME": 1, "RETURN_VALUE": 1},
    LATER: {"CALL": 1, "LOAD_ATTR": 1, "LOAD_FAST": 2, "LOAD_GLOBAL": 1, "RESUME": 1}
    | {"RETURN_VALUE": 1},
}


def program(name: str) -> Artifact:
    """A program whose function of that name stands for it."""
    return b.artifact(id=name, name=f"{name}.py", source=f"# {name}\n", entry_point=name)


def entries(name: str, version: str) -> list[Entry]:
    later = version != OLD
    if name == "forward":
        return [entry("forward", FORWARD[version]), entry("__init__", INIT[version])]
    if name == "euler":
        operators = {"operators": {"*": 1, "+": 1, "+=": 1}} if later else {}
        return [entry("euler", EULER[version], **operators)]
    return [entry("matmul", MATMUL[version])]


def peer(name: str, *seen: Measurement) -> Peer:
    static = {
        version: facts(version, entry("<module>"), *entries(name, version))
        for version in (OLD, TARGET, LATER)
    }
    return Peer(program(name), name, static, {(each.probe, "f()"): each for each in seen})


PEERS = (peer("forward"), peer("euler"), peer("matmul"))


def rank(
    order: str,
    measure: str,
    function: str = "forward",
    peers: tuple[Peer, ...] = PEERS,
    target: str = TARGET,
    **args: Any,
) -> Finding:
    own = next(each for each in peers if each.function == function)
    given = {"order": order, "measure": measure, "function": function, **args}
    return find(
        "ranking",
        given,
        own.static,
        artifact=own.artifact,
        entry_point=function,
        peers=peers,
        target=target,
    )


def test_the_most_instructions_on_the_target() -> None:
    found = rank("most", "instructions")
    assert (found.label, found.rule) == ("confirmed", None)
    assert found.measured == {"forward": 32, "euler": 30, "matmul": 8}


def test_true_on_another_version_only() -> None:
    found = rank("most", "instructions", target=LATER)
    assert (found.label, found.rule) == ("other-version", "WB103")
    assert TARGET in found.explanation
    assert found.versions[OLD].value == {"forward": 26, "euler": 24, "matmul": 6}


def test_a_tie_is_not_the_most_and_another_scope_may_be_meant() -> None:
    """11 different opcodes each on the target, 10 against 9 before; with `__init__` it is 13."""
    found = rank("most", "distinct_opcodes")
    assert (found.label, found.reason, found.rule) == ("ambiguous", "reading-bound", "WB502")
    assert found.measured == {"forward": 11, "euler": 11, "matmul": 7}
    assert {reading.scope for reading in found.readings} == {"file"}


@pytest.mark.parametrize(
    ("order", "function", "label"),
    [
        ("most", "matmul", "contradicted"),
        ("fewest", "matmul", "confirmed"),
        ("fewest", "euler", "contradicted"),
        ("fewest", "forward", "contradicted"),
    ],
)
def test_the_orders(order: str, function: str, label: str) -> None:
    found = rank(order, "instructions", function)
    assert (found.label, found.rule) == (label, None if label == "confirmed" else "WB108")


@pytest.mark.parametrize(
    ("order", "function", "other", "label"),
    [
        ("more_than", "forward", "euler", "confirmed"),
        ("more_than", "matmul", "euler", "contradicted"),
        ("fewer_than", "matmul", "euler", "confirmed"),
        ("fewer_than", "euler", "matmul", "contradicted"),
        ("more_than", "euler", "forward", "other-version"),
        ("more_than", "euler", "nobody", "uncheckable"),
    ],
)
def test_two_that_are_named(order: str, function: str, other: str, label: str) -> None:
    assert rank(order, "instructions", function, other=other).label == label


def test_among_those_that_are_named_only() -> None:
    assert rank("most", "instructions", "euler", among=["euler", "matmul"]).label == "confirmed"
    assert rank("most", "instructions", "euler", among=["euler", "what"]).label == "uncheckable"


def test_an_opcode_and_a_family() -> None:
    assert rank("most", "instructions", "euler", opcode="LOAD_FAST").label == "confirmed"
    assert rank("most", "instructions", "matmul", opcode="LOAD_FAST").label == "contradicted"
    assert rank("most", "instructions", "euler", opcode="CALL_FUNCTION").label == "other-version"
    assert rank("most", "family", "euler", opcode="compare").label == "confirmed"
    assert rank("most", "calls", "forward").label == "confirmed"
    assert rank("most", "arithmetic", "euler").label == "confirmed"
    assert rank("most", "arithmetic", "forward").label == "contradicted"


def test_comparisons_may_be_those_of_a_run() -> None:
    """Nobody is accused by static code alone where the words may mean what happens."""
    found = rank("most", "family", "matmul", opcode="compare")
    assert (found.label, found.reason) == ("ambiguous", "reading-not-measured")
    ran: Mapping[str, int] = {"COMPARE_OP": 7}
    peers = (
        peer("forward", executed({"forward": {"CALL": 5}})),
        peer("euler", executed({"euler": ran})),
        peer("matmul", executed({"matmul": {"CALL": 1}})),
    )
    assert rank("most", "family", "matmul", peers, opcode="compare").label == "contradicted"


def test_what_is_executed_is_a_reading() -> None:
    peers = (
        peer("forward", executed({"forward": {"CALL": 31}})),
        peer("euler", executed({"euler": {"LOAD_FAST": 5410}})),
        peer("matmul", executed({"matmul": {"CALL": 7}})),
    )
    found = rank("fewest", "instructions", "forward", peers)
    assert (found.label, found.rule) == ("contradicted", "WB108")
    assert rank("most", "executed", "euler", peers).label == "confirmed"
    assert rank("most", "executed", "matmul", peers).label == "contradicted"
    assert rank("most", "executed", "euler").label == "uncheckable"


def test_one_program_is_not_ranked() -> None:
    found = rank("most", "instructions", peers=PEERS[:1])
    assert (found.label, found.rule) == ("uncheckable", "WB501")


def test_a_program_shown_twice_is_no_rival_of_itself() -> None:
    again = Peer(program("forward").model_copy(update={"id": "b"}), "forward", PEERS[0].static)
    assert rank("most", "instructions", peers=(*PEERS, again)).label == "confirmed"
    rival = Peer(program("euler").model_copy(update={"id": "c"}), "euler", PEERS[1].static)
    found = rank("most", "instructions", peers=(*PEERS, rival))
    assert found.measured == {"forward": 32, "euler": 30, "matmul": 8}


def test_a_rival_that_was_not_measured_leaves_it_open() -> None:
    peers = (*PEERS, Peer(program("sort"), "sort", {TARGET: "it does not compile there"}))
    assert rank("most", "instructions", peers=peers).label == "uncheckable"
    assert rank("most", "instructions", "matmul", peers).label == "contradicted"


def test_an_intensity_is_never_confirmed() -> None:
    assert rank("most", "intensity", "euler").label == "ambiguous"
    found = rank("most", "intensity", "forward")
    assert (found.label, found.reason) == ("ambiguous", "several-definitions")
    assert "calls outside of the program" in found.explanation


def test_an_intensity_is_contradicted_where_all_definitions_agree() -> None:
    little = entry("add", {"BINARY_OP": 1, "LOAD_FAST": 20}, operators={"+": 1})
    added = Peer(program("add"), "add", {TARGET: facts(TARGET, entry("<module>"), little)})
    found = rank("most", "intensity", "add", (added, PEERS[1]))
    assert (found.label, found.rule) == ("contradicted", "WB108")
    assert "per byte of memory were not" in found.explanation


def costly(**flops: tuple[int, int, int]) -> tuple[Peer, ...]:
    """Programs by their operations, bytes of arrays and instructions executed."""
    return tuple(
        peer(
            name,
            cost(flops={"numpy matmul": count}, bytes={"numpy matmul": moved}),
            executed({name: {"CALL": ran}}),
        )
        for name, (count, moved, ran) in flops.items()
    )


def test_operations_are_ranked_by_the_calls_that_are_shown() -> None:
    peers = costly(forward=(900, 300, 30), euler=(80, 0, 400), matmul=(1000, 100, 8))
    found = rank("most", "flops", "matmul", peers)
    assert (found.label, found.measured) == (
        "confirmed",
        {"matmul": 1000, "forward": 900, "euler": 80},
    )
    found = rank("most", "flops", "euler", peers)
    assert (found.label, found.reason) == ("undecided", "inputs")
    assert rank("most", "flops", "euler").label == "uncheckable"


def test_operations_that_are_not_all_known_are_not_ranked() -> None:
    unknown = peer("matmul", cost(flops={"numpy matmul": 9}, left_out={"numpy svd": 1}))
    peers = (*costly(forward=(900, 300, 30)), unknown)
    assert rank("most", "flops", "matmul", peers).label == "uncheckable"
    assert rank("most", "flops", "forward", peers).label == "uncheckable"


def test_an_intensity_by_operations_leaves_it_open_which_is_meant() -> None:
    """1,000 operations on 100 bytes: no arithmetic in the bytecode, and the most of all three."""
    peers = costly(forward=(900, 300, 30), euler=(80, 0, 400), matmul=(1000, 100, 8))
    found = rank("most", "intensity", "matmul", peers)
    assert (found.label, found.reason) == ("ambiguous", "several-definitions")
    assert {"matmul": 1000, "forward": 900, "euler": 80} in [one.measured for one in found.readings]
    assert "floating-point operations (as executed)" in found.explanation
    assert "these per instruction executed (as executed)" in found.explanation
    found = rank("most", "intensity", "forward", peers)
    assert (found.label, list(found.readings)) == ("ambiguous", [])
    assert "with other inputs it may be so" in found.explanation


def test_who_does_no_operation_at_all_has_not_the_most() -> None:
    peers = (*costly(forward=(0, 0, 30), matmul=(1000, 100, 8)), PEERS[1])
    found = rank("most", "intensity", "forward", peers)
    assert (found.label, found.rule) == ("contradicted", "WB108")


def common(opcode: str, counts: Mapping[str, int], order: str = "most", **more: Any) -> Finding:
    static = {TARGET: facts(TARGET, entry("f", counts), entry("g", {"POP_TOP": 9}))}
    args = {"order": order, "measure": "opcode", "opcode": opcode, "function": "f"}
    return find("ranking", args, static, **more)


@pytest.mark.parametrize(
    ("opcode", "counts", "label"),
    [
        ("LOAD_FAST", {"LOAD_FAST": 14, "STORE_FAST": 4}, "confirmed"),
        ("STORE_FAST", {"LOAD_FAST": 14, "STORE_FAST": 4}, "contradicted"),
        ("LOAD_FAST", {"LOAD_FAST": 4, "STORE_FAST": 4}, "contradicted"),
        ("POP_TOP", {"LOAD_FAST": 4, "POP_TOP": 1}, "ambiguous"),
        ("BINARY_OP", {"LOAD_FAST": 4}, "contradicted"),
        ("LOAD_VARIABLE", {"LOAD_FAST": 4}, "contradicted"),
    ],
)
def test_the_most_frequent_opcode(opcode: str, counts: Mapping[str, int], label: str) -> None:
    assert common(opcode, counts).label == label


def test_a_superinstruction_belongs_to_its_family() -> None:
    """4 LOAD_FAST beside 5 pairs of it are 14 loads of locals, on 3.13."""
    counts = {"LOAD_FAST": 4, "LOAD_FAST_LOAD_FAST": 5, "STORE_FAST": 4}
    static = {"3.13.0": facts("3.13.0", entry("f", counts))}
    args = {"order": "most", "measure": "opcode", "opcode": "LOAD_FAST", "function": "f"}
    found = find("ranking", args, static, target="3.13.0")
    assert (found.label, found.reason) == ("ambiguous", "reading-bound")


def test_the_judge_hands_over_all_programs() -> None:
    subjects = {
        each.artifact.id: judge.Subject(
            each.artifact,
            {v: bytecode(v, entry("<module>"), *entries(str(each.function), v)) for v in (TARGET,)},
            entry_point=each.function,
        )
        for each in PEERS
    }
    args = {"order": "most", "measure": "instructions", "function": "forward"}
    claim = b.claim(artifact="forward", kind="ranking", args=args, subject="forward")
    (verdict,) = judge.claims([claim], subjects, TARGET)
    assert verdict.label == "confirmed"


def test_nothing_measured_at_all() -> None:
    own = PEERS[0].artifact
    args = {"order": "most", "measure": "instructions", "function": "forward"}
    found = find("ranking", args, {}, artifact=own, peers=(Peer(own, "forward"),))
    assert found.label == "uncheckable"
