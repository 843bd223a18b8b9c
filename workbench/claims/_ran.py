"""What one call executed, in the shape of static facts: a table may have been meant so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.claims._facts import FILE, FUNCTION, Code, StaticFacts, families_of
from workbench.claims.base import Evidence, did_not_finish
from workbench.records import Measurement

RAN, RAN_WITH_ALL = "executed", "executed with callees"
SCOPES = {RAN: FUNCTION, RAN_WITH_ALL: FILE}
"""How far each of the two reaches in `facts`: the function alone, or all that the call ran."""
PROBE = "executed"


def of(evidence: Evidence, artifact: str | None = None) -> StaticFacts | None:
    """The instructions that the example call of the program executed; None where none was counted.

    With an artifact's id those of that program of the document.
    """
    own = evidence.artifact.id if evidence.artifact is not None else None
    if artifact is None or artifact == own:
        return _facts(evidence.observed.get(PROBE))
    peer = next((one for one in evidence.peers if one.artifact.id == artifact), None)
    seen = peer.observed.items() if peer is not None else ()
    return next((_facts(one) for (probe, _), one in seen if probe == PROBE), None)


def _facts(measurement: Measurement | None) -> StaticFacts | None:
    if measurement is None or measurement.error is not None or did_not_finish(measurement):
        return None
    functions = (measurement.data or {})["functions"]
    return StaticFacts(measurement.python, tuple(_code(*one) for one in functions.items()))


def _code(name: str, ran: Mapping[str, Any]) -> Code:
    counts = dict(ran["opcodes"])
    extended = ran.get("extended_arg", 0)
    return Code(
        name=name.rpartition(".")[2],
        qualname=name,
        line=ran["first_line"],
        counts=counts | ({"EXTENDED_ARG": extended} if extended else {}),
        families=families_of(counts, ran["operators"]),
        total=ran["total"],
    )
