"""What the probe of the syntax tree really sees in a source, without a guest around it."""

from __future__ import annotations

import importlib
import sys
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace

from claiming import probe

from workbench.records import Measurement

PROBES = Path(__file__).resolve().parents[2] / "workbench" / "probe"


@cache
def _probe() -> ModuleType:
    """The probe, imported as it is in a guest: its siblings by their bare names."""
    before = set(sys.modules)
    sys.path.insert(0, str(PROBES))
    try:
        return importlib.import_module("structure")
    finally:
        sys.path.remove(str(PROBES))
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(str(PROBES)):
                del sys.modules[name]


def structure(source: str) -> Measurement:
    """The measurement of a source that can be parsed."""
    return probe("structure", _probe().measure(SimpleNamespace(source=source)))
