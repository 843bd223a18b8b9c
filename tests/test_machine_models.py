"""Models of machines: what must hold of any of them, and rankings worked out by hand."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.machine_models import (
    DRAWS,
    MACHINES,
    PARAMETERS,
    Parameter,
    Traits,
    predict,
    published,
    rank,
)

SHARES = st.floats(0, 1)


@st.composite
def programs(draw: st.DrawFn) -> Traits:
    work = draw(st.floats(1, 1e12))
    compulsory = draw(st.floats(0, 1e10))
    return Traits(
        work=work,
        span=work / draw(st.floats(1, 1e6)),
        free_share=draw(SHARES),
        width=draw(st.floats(1, 1e7)),
        regions=draw(st.floats(1, 1e4)),
        gemm_share=draw(SHARES),
        branch_entropy=draw(SHARES),
        branch_rate=draw(SHARES),
        access_rate=draw(SHARES),
        regular_share=draw(SHARES),
        compulsory_bytes=compulsory,
        miss_bytes=compulsory * draw(st.floats(1, 100)),
        operations=work,
    )


@given(programs(), st.floats(1, 100))
def test_more_width_never_makes_simd_slower(traits: Traits, factor: float) -> None:
    wider = dataclasses.replace(traits, width=traits.width * factor)
    values = published()
    more = values | {"simd_lanes": values["simd_lanes"] * factor}
    now = predict(traits, values)["SIMD"]
    assert predict(wider, values)["SIMD"] <= now * (1 + 1e-9)
    assert predict(traits, more)["SIMD"] <= now * (1 + 1e-9)


@settings(max_examples=25)
@given(programs())
def test_a_serial_program_gains_on_no_other_machine(traits: Traits) -> None:
    serial = dataclasses.replace(traits, span=traits.work, branch_entropy=0.0, miss_bytes=0.0)
    cycles = predict(serial, published())
    assert min(cycles.values()) >= cycles["scalar"] * (1 - 1e-9)
    assert rank(serial).winner is None


@given(programs())
def test_nothing_is_faster_than_the_span(traits: Traits) -> None:
    assert all(cycles >= traits.span for cycles in predict(traits, published()).values())


@settings(max_examples=10)
@given(programs())
def test_the_ranking_is_the_same_each_time_and_says_how_stable_it_is(traits: Traits) -> None:
    found = rank(traits)
    assert found == rank(traits)
    assert sorted(name for name, _ in found.cycles) == sorted(MACHINES)
    assert [n for _, n in found.cycles] == sorted(n for _, n in found.cycles)
    assert 0 <= found.stability <= 1
    assert found.tied[0] == found.cycles[0][0]
    if found.winner is not None:
        assert found.winner == found.cycles[0][0]
        assert found.stability >= 0.9


def test_a_serial_chain_is_a_tie_of_all_that_need_no_launch() -> None:
    found = rank(Traits(work=100_000, span=100_000))
    assert found.winner is None
    assert found.stability == 0.0
    assert found.tied == ("scalar", "VLIW", "SIMD")
    assert dict(found.cycles)["scalar"] == 100_000
    assert dict(found.cycles)["GPU"] == 121_000


def test_a_large_product_of_matrices_is_for_an_accelerator() -> None:
    """n = 512 as a triple loop: 6 n**3 operations, n**2 elements at once, three matrices."""
    n = 512
    work = 6.0 * n**3
    traits = Traits(
        work=work,
        span=20,
        free_share=1,
        width=n**2,
        gemm_share=1,
        access_rate=4 / 6,
        regular_share=0.75,
        compulsory_bytes=3 * n * n * 8,
        miss_bytes=3 * n * n * 8,
        operations=2.0 * n**3,
    )
    found = rank(traits)
    cycles = dict(found.cycles)
    assert {name for name, _ in found.cycles[:2]} == {"GPU", "systolic"}
    assert found.winner in (None, "GPU", "systolic")
    assert 10 * max(cycles["GPU"], cycles["systolic"]) < min(cycles["SIMD"], cycles["VLIW"])


def test_wide_work_beside_each_other_on_vectors() -> None:
    """10,000 operations, all free, 1,000 wide, no memory: 8 at a time; a launch costs 21,000."""
    found = rank(Traits(work=10_000, span=10, free_share=1, width=1_000))
    cycles = dict(found.cycles)
    assert (cycles["scalar"], cycles["SIMD"], cycles["VLIW"]) == (10_000, 1_250, 1_250)
    assert cycles["GPU"] > 21_000
    assert found.winner is None
    assert set(found.tied) == {"SIMD", "VLIW"}


def test_scattered_elements_and_unclear_branches_cost_vectors() -> None:
    even = Traits(work=10_000, span=10, free_share=1, width=1_000, access_rate=0.5)
    scattered = dataclasses.replace(even, regular_share=0.0)
    unclear = dataclasses.replace(even, branch_entropy=1.0)
    values = published()
    # Half of the operations are gathers at half a cycle, the other half goes 8 at a time.
    assert predict(scattered, values)["SIMD"] == 0.5 * 10_000 / 8 + 0.5 * 10_000 * 0.5
    assert predict(unclear, values)["SIMD"] == 2 * 10_000 / 8
    assert predict(even, values)["SIMD"] == 10_000 / 8


def test_mispredicted_branches_and_misses_cost_what_their_parameters_say() -> None:
    """1,000 branches of 10,000 operations, every second one a surprise: 500 at 3 and 5 cycles."""
    traits = Traits(work=10_000, span=10_000, branch_entropy=1.0, branch_rate=0.1)
    cycles = predict(traits, published())
    assert cycles["scalar"] == 10_000 + 500 * 3
    assert cycles["VLIW"] == 10_000 + 500 * 5
    cold = Traits(work=10_000, span=10_000, miss_bytes=6_400, regular_share=0.5)
    assert predict(cold, published())["scalar"] == 10_000 + 6_400 / 8 + 50 * 300


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda one: one.name)
def test_a_parameter_is_named_positive_and_sourced(parameter: Parameter) -> None:
    values = dataclasses.asdict(parameter)
    assert values["value"] > 0
    assert all(isinstance(values[key], str) and values[key] for key in ("name", "unit", "source"))
    assert len(values["source"]) > 10


def test_parameters_have_names_of_their_own_and_all_are_used() -> None:
    names = [one.name for one in PARAMETERS]
    assert len(set(names)) == len(names)
    assert DRAWS == 2_000

    used: set[str] = set()

    class Watched(dict[str, float]):
        def __getitem__(self, key: str) -> float:
            used.add(key)
            return super().__getitem__(key)

    predict(Traits(work=10, span=1, free_share=0.5, gemm_share=0.5), Watched(published()))
    assert used == set(names)
