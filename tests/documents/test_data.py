"""JSON documents are one listing, whole or broken."""

from __future__ import annotations

import pytest
from standing_at import hold_places

from workbench import read


@pytest.mark.parametrize("text", ['{"a": 1}', ' \n[{"a": 1}]\n', '{"claims": [{"kind": "ru'])
def test_json_is_one_listing_in_its_place(text: str) -> None:
    document = read.document(text.encode(), "reply", first_line=7)
    hold_places(document, first_line=7)
    (block,) = document.blocks
    assert (block.kind, block.language) == ("listing", "json")


def test_broken_json_is_said() -> None:
    assert read.document(b'{"claims": [', "reply").why == (
        "it begins like JSON but is not valid JSON"
    )


@pytest.mark.parametrize("text", ["[link](x) and words", "{set} theory", "3", "words"])
def test_other_texts_are_not_json(text: str) -> None:
    assert all(block.language != "json" for block in read.document(text.encode(), "n").blocks)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "{" + "9" * 100_000])
def test_hostile_json_is_survived(text: str) -> None:
    assert read.document(text.encode(), "n.json").status == "ok"
