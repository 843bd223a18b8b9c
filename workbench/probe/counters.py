"""Counts by counters in rewritten bytecode: which code is rewritten, and what was counted.

While `compiling` lasts, whatever is compiled under one of the watched names counts: the artifact,
setup and call, and the strings it gives to exec, eval and compile. Code objects are told apart by
identity: equal ones must not be merged.
"""

from __future__ import annotations

import builtins
import contextlib
import sys
from types import CodeType, FrameType
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

import blocks
import pieces
import rewriting
import watchers

STRINGS = "<string>"
_OPTIMIZED = 0x1
_FUTURE = 0x1FE0000  # the flags of `from __future__ import`, handed on to what is compiled within

_compile = builtins.compile
_exec = builtins.exec
_eval = builtins.eval
_frames = sys._current_frames
_own_frame = sys._getframe
_version = sys.version_info[:2]


class _Seen(NamedTuple):
    """The counters of one code object as read at one time."""

    probes: Dict[int, int]
    raised: List[int]
    handled: Dict[int, int]
    stray: int


class Blocks(watchers.Watcher):
    """Counters at the heads of blocks. From 3.11 to 3.13; elsewhere `refuses` says why."""

    engine = "blocks"

    def __init__(self, files: Any) -> None:
        watchers.Watcher.__init__(self, files)
        self._known: List[Tuple[CodeType, rewriting.Rewritten]] = []
        self._strings: Dict[CodeType, CodeType] = {}

    @staticmethod
    def refuses() -> Optional[str]:
        """Why this interpreter cannot be counted on so, or None."""
        if sys.implementation.name != "cpython":
            return "not CPython"
        if not (3, 11) <= _version <= (3, 13):
            return "bytecode of %d.%d is not known to it" % _version
        return None

    @contextlib.contextmanager
    def compiling(self) -> Iterator[None]:
        """Until the end, what is compiled under a watched name is rewritten."""
        hooks = _hooks(self.rewritten)
        for name, hook in hooks.items():
            setattr(builtins, name, hook)
        try:
            yield
        finally:
            for name, kept in (("compile", _compile), ("exec", _exec), ("eval", _eval)):
                self.tampered = self.tampered or getattr(builtins, name) is not hooks[name]
                setattr(builtins, name, kept)

    def cannot_count(self, source: str, file: str) -> Optional[str]:
        """Why code of this source cannot be rewritten, or None; source that is none can be."""
        try:
            code = _compile(source, file, "exec", 0, True)
        except Exception:  # noqa: BLE001 - who compiles it for good reports it
            return None
        try:
            Blocks([file])._rewritten(code)
        except (blocks.UnreadableError, RecursionError) as error:
            return str(error) or "it is nested too deeply"
        return None

    def rewritten(self, code: CodeType) -> CodeType:
        """The code object with counters, if its file is watched; all those in it too."""
        if code.co_filename not in self.files:
            return code
        if code.co_filename == STRINGS:
            # The same text may be evaluated in a loop; its equal codes have their counts added up.
            found = self._strings.get(code)
            if found is None:
                found = self._strings[code] = self._tried(code)
            return found
        return self._tried(code)

    def _tried(self, code: CodeType) -> CodeType:
        try:
            return self._rewritten(code)
        except (blocks.UnreadableError, RecursionError) as error:
            self.broken = "a string could not be counted: %s" % error
            return code

    def _rewritten(self, code: CodeType) -> CodeType:
        inner = {
            id(const): self._rewritten(const)
            for const in code.co_consts
            if isinstance(const, CodeType)
        }
        new = rewriting.rewrite(code, inner)
        self._known.append((code, new))
        return new.code

    def run(self, action: Callable[[], Any]) -> Any:
        """Call the action and return what it returns; what it raises comes through."""
        before = self._read()
        try:
            return action()
        finally:
            try:
                self._count(before, self._read())
            except blocks.UnbalancedError as error:
                self.broken = str(error)

    def _read(self) -> List[_Seen]:
        standing = self._standing()
        return [_read(new, standing.get(id(new.code), [])) for _, new in self._known]

    def _standing(self) -> Dict[int, List[int]]:
        """Where frames of other threads are: what follows there has not been executed."""
        found: Dict[int, List[int]] = {}
        own = _own_frame()
        for frame in _frames().values():
            at: Optional[FrameType] = frame
            while at is not None and at is not own:
                found.setdefault(id(at.f_code), []).append(at.f_lasti)
                at = at.f_back
        return found

    def _count(self, before: List[_Seen], after: List[_Seen]) -> None:
        nothing = _Seen({}, [], {}, 0)
        for number, (code, new) in enumerate(self._known):
            earlier = before[number] if number < len(before) else nothing
            hits = _hits(new, earlier, after[number])
            if hits:
                seen = self.watched[id(code)] = watchers.Watched(code)
                seen.hits.update(hits)
                seen.calls = hits.get(seen.first_resume, 0)


def _read(new: rewriting.Rewritten, standing: List[int]) -> _Seen:
    counts, read = new.counters, pieces.value
    raised = [read(one) - read(again) for one, again in zip(counts.raised, counts.again)]
    for offset in standing:
        place = new.owners[offset // 2] if offset >= 0 else -1
        if place >= 0:
            raised[place] += 1
    return _Seen(
        {number: read(one) for number, one in counts.probes.items()},
        raised,
        {place: read(one) for place, one in counts.handled.items()},
        read(counts.stray),
    )


def _hits(new: rewriting.Rewritten, before: _Seen, after: _Seen) -> Dict[int, int]:
    if after.stray != before.stray:
        raise blocks.UnbalancedError("an exception arose where none can")
    earlier = before.raised or [0] * len(after.raised)
    probes = {n: times - before.probes.get(n, 0) for n, times in after.probes.items()}
    if not any(probes.values()) and earlier == after.raised:
        return {}
    raised = [now - then for now, then in zip(after.raised, earlier)]
    handled = {n: times - before.handled.get(n, 0) for n, times in after.handled.items()}
    return new.flow.hits(probes, raised, handled)


def _hooks(rewritten: Callable[[CodeType], CodeType]) -> Dict[str, Callable[..., Any]]:
    """What stands for compile, exec and eval of this name space, with their manners."""

    def made(source: Any, mode: str, frame: FrameType) -> Any:
        if isinstance(source, (str, bytes, bytearray, memoryview)):
            flags = frame.f_code.co_flags & _FUTURE
            if mode == "eval":
                source = source.lstrip(" \t") if isinstance(source, str) else source
            return rewritten(_compile(source, STRINGS, mode, flags, True))
        return source

    def hooked_compile(
        source: Any,
        filename: Any,
        mode: str,
        flags: int = 0,
        dont_inherit: bool = False,
        optimize: int = -1,
        **more: Any,
    ) -> Any:
        if not dont_inherit:
            flags |= _own_frame(1).f_code.co_flags & _FUTURE
        code = _compile(source, filename, mode, flags, True, optimize, **more)
        return rewritten(code) if isinstance(code, CodeType) else code

    def hooked_exec(source: Any, /, *spaces: Any, **more: Any) -> None:
        frame = _own_frame(1)
        _exec(made(source, "exec", frame), *_spaces(frame, spaces, more), **more)

    def hooked_eval(source: Any, /, *spaces: Any, **more: Any) -> Any:
        frame = _own_frame(1)
        return _eval(made(source, "eval", frame), *_spaces(frame, spaces, more), **more)

    return {"compile": hooked_compile, "exec": hooked_exec, "eval": hooked_eval}


def _spaces(frame: FrameType, given: Sequence[Any], named: Dict[str, Any]) -> Sequence[Any]:
    """The name spaces for exec and eval: those given, else those of the caller.

    From 3.13 on they may be named; they are taken out of `named`.
    """
    outer = given[0] if given else named.pop("globals", None)
    inner = given[1] if len(given) > 1 else named.pop("locals", None)
    if outer is not None:
        return [outer, outer if inner is None else inner, *given[2:]]
    if inner is None:
        inner = frame.f_locals
        if _version >= (3, 13) and frame.f_code.co_flags & _OPTIMIZED:
            inner = dict(inner)  # a view of the function's variables, which exec must not bind
    return [frame.f_globals, inner, *given[2:]]
