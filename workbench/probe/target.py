"""The artifact as a probe sees it: its text, and ways to compile, load and evaluate it."""

from __future__ import annotations

import functools
import linecache
import sys
import types
from typing import Any, Dict, Optional

MODULE = "workload"


class LoadFailedError(Exception):
    """The artifact did not get as far as being called: `phase` says where, `error` why."""

    def __init__(self, phase: str, error: BaseException) -> None:
        Exception.__init__(self, phase)
        self.phase = phase
        self.error = error


class Target:
    """One artifact. `parameters` are JSON-plain and come from the host, as does `driver`."""

    def __init__(
        self,
        source: str,
        filename: str,
        entry_point: Optional[str],
        parameters: Dict[str, Any],
        driver: str = "",
    ) -> None:
        self.source = source
        self.filename = filename
        self.entry_point = entry_point
        self.parameters = parameters
        self.driver = driver
        self.namespace: Optional[Dict[str, Any]] = None

    def compile(self) -> types.CodeType:
        """The module's code object, never executed; raises LoadFailedError in phase compile."""
        try:
            return compile(self.source, self.filename, "exec", dont_inherit=True)
        except BaseException as error:  # noqa: BLE001
            raise LoadFailedError("compile", error) from None

    def load(self) -> Dict[str, Any]:
        """Execute the module body and return its namespace; raises LoadFailedError."""
        code = self.compile()
        lines = self.source.splitlines(True)
        linecache.cache[self.filename] = (len(self.source), None, lines, self.filename)
        module = types.ModuleType(MODULE)
        module.__file__ = self.filename
        # dataclasses and typing look their class's module up here.
        sys.modules[MODULE] = module
        self.namespace = module.__dict__
        try:
            exec(code, self.namespace)
        except BaseException as error:  # noqa: BLE001
            raise LoadFailedError("import", error) from None
        return self.namespace

    def driven(self, function: Any) -> Any:
        """What stands for the entry point: itself, or the host's driver around it."""
        if not self.driver:
            return function
        namespace: Dict[str, Any] = {"__name__": "driver"}
        exec(compile(self.driver, "<driver>", "exec", dont_inherit=True), namespace)
        return functools.partial(namespace["drive"], function)

    def evaluate(self, expression: str, namespace: Dict[str, Any]) -> Any:
        """The value of a call text in that namespace; whatever it raises, comes through."""
        return eval(compile(expression, "<call>", "eval", dont_inherit=True), namespace)
