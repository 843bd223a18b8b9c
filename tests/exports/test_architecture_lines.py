"""The ranking for a terminal: a tie is called one, and every number has its name."""

from __future__ import annotations

from traiting import dependences, loop, traits

from workbench import architectures
from workbench.exports._architectures import lines
from workbench.machine_models import Traits


def test_a_tie_is_called_a_tie() -> None:
    found = lines(architectures.part(Traits(work=100_000, span=100_000)))
    assert found[0] == "architectures (predicted, not measured): a tie of scalar, VLIW and SIMD"
    assert [line.split()[0] for line in found[2:7]] == [
        "scalar",
        "VLIW",
        "SIMD",
        "GPU",
        "systolic",
    ]
    assert found[2].split() == ["scalar", "100,000", "1.00x"]
    assert found[5].split() == ["GPU", "121,000", "1.21x"]


def test_a_winner_is_named_with_its_stability() -> None:
    part = architectures.part(Traits(work=1e10, span=10, free_share=1, width=1e6))
    assert part["winner"] == "GPU"
    assert lines(part)[0].startswith("architectures (predicted, not measured): GPU, first in ")


def test_premises_parameters_and_definition_are_told() -> None:
    found = traits(operations=100, loops=[loop(3, 1, 50, 100)])
    part = architectures.of(found, dependences(work=100, loops={3: "independent"}))
    assert isinstance(part, dict)
    text = " ".join(" ".join(lines(part)).split())
    assert "rests on:" in text
    assert all(sentence in text for sentence in part["premises"])
    assert "no such machine was run" in text
    assert f"{len(part['parameters'])} parameters noted from publications" in text


def test_hostile_text_is_made_safe() -> None:
    part = architectures.part(Traits(work=10, span=10))
    part["premises"] = ["\x1b[31mred\x1b[0m \u202eback"]
    part["tied"] = ["\x1b[1m", "b"]
    assert not {"\x1b", "\u202e"} & set("".join(lines(part)))
