"""Simple models of five machines: how many cycles each would need for a program with such traits.

The models know nothing of the program but its traits, and nothing of the machine but the
parameters named here, each with its published source. What they predict is an argument about the
program, never a measurement of hardware. A cycle is one of a core of 3.2 GHz; clocks of
accelerators are translated. Every machine has one scalar core, which does one operation of the
unit-cost model a cycle and everything that the rest of the machine cannot do.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LINE_BYTES = 64
DRAWS = 2_000
FACTOR = 2.0
MARGIN = 0.05
NEEDED = 0.9
_SEED = 1


@dataclass(frozen=True)
class Traits:
    """What a program is like on one call, whatever runs it.

    work: operations of the unit-cost model (T1); span: the longest chain of them, control
    included, reductions reassociated (T-infinity). free_share: share of the work (0 to 1) in loops
    without a carried dependence or with a reduction only, and in calls on whole arrays; width: how
    many iterations or elements of that may be done at once; regions: how often such a loop nest or
    call is entered. gemm_share: share of the work (0 to 1) in products of matrices.
    branch_entropy: linear entropy (0 predictable, 1 a coin) of branches after their last 8
    outcomes; branch_rate: branches for each operation of work. access_rate: element accesses for
    each operation of work; regular_share: share of them (0 to 1) at the same element as the one
    before at that place of the text, or the next to it. miss_bytes: bytes fetched into a cache of
    32 KiB (LRU, lines of 64 bytes); compulsory_bytes: bytes of all lines touched. operations:
    arithmetic and comparing operations.
    """

    work: float
    span: float
    free_share: float = 0.0
    width: float = 1.0
    regions: float = 1.0
    gemm_share: float = 0.0
    branch_entropy: float = 0.0
    branch_rate: float = 0.0
    access_rate: float = 0.0
    regular_share: float = 1.0
    miss_bytes: float = 0.0
    compulsory_bytes: float = 0.0
    operations: float = 0.0

    @property
    def parallelism(self) -> float:
        """Work divided by span: operations that could be done at once, on average."""
        return self.work / max(1.0, self.span)

    @property
    def mispredicted(self) -> float:
        """Branches that the best predictor with 8 outcomes of history gets wrong."""
        return self.branch_entropy / 2 * self.branch_rate * self.work


@dataclass(frozen=True)
class Parameter:
    """One number that a model rests on, and who published it."""

    name: str
    value: float
    unit: str
    source: str


PARAMETERS = (
    Parameter(
        "scalar_branch_penalty",
        3,
        "cycles",
        "MIPS R4000, Hennessy and Patterson, Computer Architecture, Appendix C",
    ),
    Parameter(
        "vliw_branch_penalty",
        5,
        "cycles",
        "delay slots of a branch, TMS320C6000 CPU and Instruction Set Reference Guide (SPRU189)",
    ),
    Parameter("vliw_width", 8, "operations a cycle", "eight functional units, SPRU189"),
    Parameter(
        "block_parallelism",
        2,
        "operations a cycle",
        "outside of loops that can be overlapped: Jouppi and Wall, Available Instruction-Level "
        "Parallelism for Superscalar and Superpipelined Machines, ASPLOS 1989",
    ),
    Parameter(
        "simd_lanes",
        8,
        "doubles",
        "AVX-512, Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1",
    ),
    Parameter(
        "gather",
        0.5,
        "cycles an element",
        "two loads a cycle, Intel 64 and IA-32 Architectures Optimization Reference Manual",
    ),
    Parameter(
        "memory_latency",
        300,
        "cycles",
        "96 ns, Molka et al., Cache Coherence Protocol and Memory Performance of the Intel "
        "Haswell-EP Architecture, ICPP 2015",
    ),
    Parameter(
        "memory_bandwidth", 8, "bytes a cycle", "one channel of DDR4-3200, 25.6 GB/s, JESD79-4"
    ),
    Parameter(
        "gpu_lanes",
        5_120,
        "operations a GPU cycle",
        "FP32 cores, NVIDIA Tesla V100 GPU Architecture (WP-08608-001)",
    ),
    Parameter("gpu_clock", 2.1, "cycles a GPU cycle", "1.53 GHz boost clock, WP-08608-001"),
    Parameter(
        "gpu_latency",
        4,
        "GPU cycles",
        "dependent arithmetic, Jia et al., Dissecting the NVIDIA Volta GPU Architecture via "
        "Microbenchmarking, 2018",
    ),
    Parameter("gpu_bandwidth", 281, "bytes a cycle", "HBM2, 900 GB/s, WP-08608-001"),
    Parameter(
        "launch",
        21_000,
        "cycles",
        "9.6 us for a kernel of 2.9 us, Gray, Getting Started with CUDA Graphs, NVIDIA 2019",
    ),
    Parameter("bus", 4.9, "bytes a cycle", "PCI Express 3.0 x16, 15.75 GB/s, PCI-SIG"),
    Parameter(
        "array_side",
        128,
        "multiply-accumulate units",
        "TPU v2 and v3, Jouppi et al., A Domain-Specific Supercomputer for Training Deep Neural "
        "Networks, CACM 2020",
    ),
    Parameter("array_clock", 4.6, "cycles an array cycle", "700 MHz, TPU v2, CACM 2020"),
    Parameter(
        "array_fill",
        3,
        "array cycles a row",
        "3n steps, Kung, Why Systolic Architectures?, IEEE Computer 1982",
    ),
)
"""What the models rest on; each is varied by a factor of two either way."""

Values = Mapping[str, float]


def published() -> dict[str, float]:
    """The parameters as their sources give them."""
    return {one.name: float(one.value) for one in PARAMETERS}


def predict(traits: Traits, values: Values) -> dict[str, float]:
    """Cycles by machine: scalar, VLIW, SIMD, GPU, systolic."""
    return {name: model(traits, values) for name, model in _MODELS.items()}


def _scalar(t: Traits, p: Values) -> float:
    """In order, one operation a cycle."""
    return t.work + _branches(t, p["scalar_branch_penalty"]) + _memory(t, p)


def _vliw(t: Traits, p: Values) -> float:
    """A static schedule: wide where iterations overlap (software pipelining), else narrow."""
    wide = max(1.0, min(p["vliw_width"], t.parallelism))
    narrow = max(1.0, min(wide, p["block_parallelism"]))
    issued = t.free_share * t.work / wide + (1 - t.free_share) * t.work / narrow
    return max(issued, t.span) + _branches(t, p["vliw_branch_penalty"]) + _memory(t, p)


def _simd(t: Traits, p: Values) -> float:
    """Vectors over iterations: both sides of a branch that cannot be known, gathers of what does
    not lie side by side; a compiler leaves alone what would not gain."""
    lanes = max(1.0, min(p["simd_lanes"], t.width))
    scattered = min(1.0, t.access_rate * (1 - t.regular_share))
    each = (1 - scattered) / lanes * (1 + t.branch_entropy) + scattered * p["gather"]
    vectors = t.free_share * t.work * min(1.0, each)
    issued = max(vectors + (1 - t.free_share) * t.work, t.span)
    return issued + _branches(t, p["scalar_branch_penalty"]) + _memory(t, p)


def _gpu(t: Traits, p: Values) -> float:
    """Threads over iterations, fed over a bus; what is not parallel stays on the host."""
    work = t.free_share * t.work
    threads = max(1.0, t.width)
    busy = max(work / p["gpu_lanes"], work * p["gpu_latency"] / threads) * p["gpu_clock"]
    # Libraries block products of matrices; everything else moves what it moves as written.
    moved = t.gemm_share * t.compulsory_bytes + (1 - t.gemm_share) * t.miss_bytes
    kernels = max(busy * (1 + t.branch_entropy), moved / p["gpu_bandwidth"])
    rest = (1 - t.free_share) * (t.work + _branches(t, p["scalar_branch_penalty"]) + _memory(t, p))
    return max(kernels + rest, t.span) + _offload(t, p)


def _systolic(t: Traits, p: Values) -> float:
    """A square of multiply-accumulate units for products of matrices, and a scalar core."""
    if t.gemm_share <= 0:
        return _scalar(t, p) + p["launch"]
    units = max(1.0, min(p["array_side"] ** 2, t.width))
    steps = t.gemm_share * t.work / 2 / units + p["array_fill"] * p["array_side"]
    moved = t.compulsory_bytes / p["gpu_bandwidth"]
    array = max(steps * p["array_clock"], moved)
    rest = (1 - t.gemm_share) * _scalar(t, p)
    return max(array + rest, t.span) + _offload(t, p)


def _branches(t: Traits, penalty: float) -> float:
    return t.mispredicted * penalty


def _memory(t: Traits, p: Values) -> float:
    """What lies side by side is prefetched; what does not waits for memory, line by line."""
    waits = t.miss_bytes / LINE_BYTES * (1 - t.regular_share) * p["memory_latency"]
    return t.miss_bytes / p["memory_bandwidth"] + waits


def _offload(t: Traits, p: Values) -> float:
    """An accelerator is told what to do each time, and gets all data once over the bus."""
    return p["launch"] * max(1.0, t.regions) + t.compulsory_bytes / p["bus"]


_MODELS: dict[str, Callable[[Traits, Values], float]] = {
    "scalar": _scalar,
    "VLIW": _vliw,
    "SIMD": _simd,
    "GPU": _gpu,
    "systolic": _systolic,
}
MACHINES = tuple(_MODELS)


@dataclass(frozen=True)
class Ranking:
    """Cycles by machine with the published parameters, the fewest first; how stable the first is.

    `stability` is the share of draws that the first machine wins: in which it is faster than every
    other by more than the margin. `winner` is that machine when it wins 90 % of the draws, else
    None. `tied` are the machines within the margin of the first with the published parameters.
    """

    cycles: tuple[tuple[str, float], ...]
    winner: str | None
    stability: float
    tied: tuple[str, ...]


def rank(traits: Traits) -> Ranking:
    """The ranking, and how it fares when each parameter is multiplied by 1/2 to 2."""
    found = predict(traits, published())
    order = sorted(found, key=lambda name: (found[name], MACHINES.index(name)))
    first = order[0]
    dice = random.Random(_SEED)
    wins = sum(_winner(predict(traits, _varied(dice))) == first for _ in range(DRAWS))
    stability = wins / DRAWS
    near = tuple(name for name in order if found[name] <= found[first] * (1 + MARGIN))
    winner = first if stability >= NEEDED and len(near) == 1 else None
    return Ranking(tuple((name, found[name]) for name in order), winner, stability, near)


def _varied(dice: random.Random) -> dict[str, float]:
    return {one.name: one.value * FACTOR ** dice.uniform(-1, 1) for one in PARAMETERS}


def _winner(cycles: Mapping[str, float]) -> str | None:
    """The machine that is faster than every other by more than the margin."""
    first, second = sorted(cycles, key=lambda name: cycles[name])[:2]
    return first if cycles[first] * (1 + MARGIN) < cycles[second] else None
