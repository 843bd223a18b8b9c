"""Prints what is found for a set of programs: `python tests/complexity/score.py [tuning]`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

# The folders of the tests are on the path only when pytest runs; here it is set above.
from growing_on import part  # noqa: E402
from held_out import HELD_OUT  # noqa: E402
from tuning_set import TUNING  # noqa: E402


def main() -> None:
    """One line for each program and the sum."""
    wanted = TUNING if "tuning" in sys.argv else HELD_OUT
    right = wrong = 0
    for known in wanted:
        data = part(known.source, known.call)
        time, space = data["time"], data["space"]
        found = time["class"]
        right += found == known.time
        wrong += found not in (None, known.time)
        mark = "ok" if found == known.time else "undecided" if found is None else "WRONG"
        print(
            f"{mark:10} {known.name:32} {known.time:10} found {found or time['candidate']} "
            f"({time['runner_up']}), space {space['class']}, {len(time['sizes'])} sizes up to "
            f"{max(time['sizes'], default=0)} {time['undecided'] or ''}",
            flush=True,
        )
    print(f"{right} of {len(wanted)} right, {wrong} wrong, {len(wanted) - right - wrong} undecided")


if __name__ == "__main__":
    main()
