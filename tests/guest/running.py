"""Running small programs in a guest of the Python that runs the tests."""

from __future__ import annotations

import sys
import sysconfig
from typing import Any

from workbench.guest.run import Calls, Job, call
from workbench.guest.tiers import Isolation
from workbench.records import Interpreter, Limits

LIMITS = Limits(wall_seconds=20.0)
PYTHON = Interpreter(
    executable=sys.executable,
    version=".".join(map(str, sys.version_info[:3])),
    prefix=sys.base_prefix,
    stdlib=sysconfig.get_path("stdlib"),
    packages=sysconfig.get_path("purelib"),
)


def run(source: str, tier: Isolation, *cases: tuple[Any, ...], **named: Any) -> Calls:
    """Call `f` of a source with the cases (one without arguments if there are none)."""
    limits = named.pop("limits", LIMITS)
    functions = named.pop("function_arguments", ())
    job = Job("outputs", PYTHON, source, entry_point="f", **named)
    return call(job, cases or ((),), limits, tier, functions)
