"""Assembles the demonstration recordings from the readable files beside this script.

`python tests/recordings/make.py` writes workbench/recordings/<workload>.jsonl anew.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SHIPPED = ROOT / "workbench" / "recordings"
WORKLOADS = ("aes", "cnn", "euler", "matmul", "quicksort", "tsp")
REPLIES = (
    "workload.md",
    "claims.json",
    "report.md",
    "analysis_counting.md",
    "analysis_profiling.md",
    "analysis_dependences.md",
)
NOTE = "Demonstration: written for this project, not the answer of a real model."


def recording(workload: str) -> str:
    """The JSON Lines of one workload: what it is, then one response for each prompt."""
    from workbench.records import Response

    head = {"event": "demonstration", "workload": workload, "note": NOTE}
    events: list[dict[str, object]] = [head]
    for name in REPLIES:
        path = HERE / workload / name
        response = Response(
            prompt=path.stem,
            text=path.read_text(encoding="utf-8"),
            provider="recorded",
            request_model="demonstration",
            model="demonstration-2025",
            finish_reason="stop",
        )
        events.append({"event": "response", "response": response.model_dump(mode="json")})
    lines = ({"schema": "workbench/transcript/1", **event} for event in events)
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def main() -> None:
    """Write all recordings."""
    for workload in WORKLOADS:
        path = SHIPPED / f"{workload}.jsonl"
        path.write_text(recording(workload), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
