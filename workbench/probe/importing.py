"""Modules imported afresh, so that their code passes through the hands of a counter.

Only what is loaded from source files: built-in, frozen and extension modules stay as they are.
"""

from __future__ import annotations

import contextlib
import importlib.machinery
import sys
from types import CodeType
from typing import Any, Callable, Dict, Iterator, Sequence

_Loader: Any = importlib.machinery.SourceFileLoader
_get_code: Callable[[Any, str], Any] = _Loader.get_code


def is_in(name: str, wanted: Sequence[str]) -> bool:
    """Whether a module is one of those or within one."""
    return any(name == one or name.startswith(one + ".") for one in wanted)


@contextlib.contextmanager
def afresh(wanted: Sequence[str], each: Callable[[str, CodeType], CodeType]) -> Iterator[None]:
    """Until the end, `each` (module name, its code) says what is executed for a wanted module.

    Those imported already are set aside, to be imported again; they come back at the end.
    """
    aside: Dict[str, Any] = {
        name: module
        for name, module in list(sys.modules.items())
        if is_in(name, wanted) and isinstance(getattr(module, "__loader__", None), _Loader)
    }

    def get_code(self: Any, name: str) -> Any:
        code = _get_code(self, name)
        return each(name, code) if code is not None and is_in(name, wanted) else code

    for name in aside:
        del sys.modules[name]
    _Loader.get_code = get_code
    try:
        yield
    finally:
        # The method is inherited, so that the class must lose its own again.
        del _Loader.get_code
        sys.modules.update(aside)
