"""The same chat in every format says the same, by the same speaker, at its own place."""

from __future__ import annotations

import random

import chat_files as chat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standing_at import hold_places, hold_quotes

from workbench import read
from workbench.documents import _foreign
from workbench.records import Claim, Document, text_key


def read_back(name: str) -> tuple[Document, tuple[Claim, ...]]:
    file, write, _ = chat.FORMATS[name]
    document = read.document(write(), file, path=f"folder/{file}")
    programs, _ = read.programs(document)
    return document, read.claims(document, [one.literal for one in programs])


def said(claim: Claim) -> tuple[object, ...]:
    """What a claim says, whatever its form."""
    if claim.kind == "opcode_count":
        return claim.kind, claim.args["opcode"], claim.args["count"]
    return claim.kind, claim.args.get("value")


@pytest.mark.parametrize("name", chat.FORMATS)
def test_the_same_chat_makes_the_same_claims(name: str) -> None:
    document, claims = read_back(name)
    assert (document.status, document.why) == ("ok", None)
    kinds = ("opcode_count", "output_value")
    assert {said(one) for one in claims if one.kind in kinds} == chat.CLAIMS
    assert {one.speaker for one in claims} == {"assistant"}
    assert {one.artifact for one in claims} == {"a1"}


@pytest.mark.parametrize("name", chat.FORMATS)
def test_its_program_is_found_whole(name: str) -> None:
    document, _ = read_back(name)
    ((program,), notes) = read.programs(document)
    assert (program.literal.source, notes) == (f"{chat.CODE}\n", ())
    assert program.literal.name == "twice.py"


@pytest.mark.parametrize("name", chat.FORMATS)
def test_every_quote_stands_at_its_place(name: str) -> None:
    document, claims = read_back(name)
    part = chat.FORMATS[name][2]
    hold_places(document)
    hold_quotes(document, claims)
    texts = read.texts(document)
    for claim in claims:
        place = read.in_part(document, claim.location)
        assert (place.part[0] if place.part else None) == part
        shown = document.model_copy(update={"text": texts[text_key(place)]})
        hold_quotes(shown, (claim.model_copy(update={"location": place}),))


# Where the sentence "It prints 42." stands: the part, and its line there. Of messages the system's
# is the first where there is one; of paragraphs and blocks those of the question count as well.
PLACES = {
    "chatgpt": (2, 11),
    "messages": (3, 11),
    "request": (3, 11),
    "messages_lines": (3, 11),
    "llm_logs": (2, 11),
    "docx": (11, 1),
    "html": (5, 1),
}


@pytest.mark.parametrize("name", PLACES)
def test_places_are_counted_as_readers_count(name: str) -> None:
    document, claims = read_back(name)
    (claim,) = [one for one in claims if one.kind == "output_value"]
    place = read.in_part(document, claim.location)
    assert place.part is not None
    assert (place.part[1], place.line) == PLACES[name]
    assert place.column == len("It prints ") + 1


def test_the_answer_is_on_the_second_page() -> None:
    document, claims = read_back("pdf")
    assert {read.in_part(document, one.location).page for one in claims} == {2}


@pytest.mark.parametrize("name", chat.FORMATS)
def test_nothing_depends_on_the_name(name: str) -> None:
    _, write, part = chat.FORMATS[name]
    document = read.document(write(), "stdin-0123")
    assert (document.status, document.part) == ("ok", part)


@pytest.mark.parametrize("name", chat.FORMATS)
def test_what_a_known_speaker_said_is_text_and_no_file(name: str) -> None:
    file, write, _ = chat.FORMATS[name]
    document = read.document(write(), file, speaker="assistant")
    assert document.part is None
    assert {one.speaker for one in document.blocks} <= {"assistant"}


# --- broken ones ----------------------------------------------------------------------------------


def hold(document: Document) -> None:
    """What any bytes at all become: a record that says why where it is not read."""
    assert document.status in ("ok", "empty", "unread")
    assert document.status == "ok" or document.why
    hold_places(document)
    programs, _ = read.programs(document)
    hold_quotes(document, read.claims(document, [one.literal for one in programs]))
    assert set(read.texts(document))
    why = document.why or ""
    assert all(character.isprintable() for character in why)


@pytest.mark.parametrize("name", chat.FORMATS)
def test_a_file_that_breaks_off_is_a_record(name: str) -> None:
    file, write, _ = chat.FORMATS[name]
    data = write()
    for size in sorted({0, 1, 5, 9, 100, *range(0, len(data), max(1, len(data) // 12))}):
        hold(read.document(data[:size], file))


@pytest.mark.parametrize("name", chat.FORMATS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seed=st.integers(0, 2**32),
    changes=st.integers(1, 40),
    piece=st.binary(max_size=8),
)
def test_no_damage_makes_it_crash(name: str, seed: int, changes: int, piece: bytes) -> None:
    file, write, _ = chat.FORMATS[name]
    data, chance = bytearray(write()), random.Random(seed)
    for _ in range(changes):
        at = chance.randrange(len(data))
        data[at : at + chance.randrange(4)] = piece
        if not data:
            break
    hold(read.document(bytes(data), file))


def test_nothing_is_left_of_the_alarm() -> None:
    import signal

    with _foreign.bounded("nobody"):
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
