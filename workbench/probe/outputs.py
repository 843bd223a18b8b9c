"""Calls the entry point with what the host sends, one call at a time, and returns outputs.

It compares nothing and knows no expected value: there is no verdict here to be forged.
"""

from __future__ import annotations

import sys
import time
from typing import Any, List

import values

VANTAGE = "guest"
FORMAT = 1

_clock = time.perf_counter_ns
_REMEMBERED = 4
"""Results that are kept, to see whether one of them is handed out again."""


def serve(target: Any, link: Any) -> None:
    """Load, announce, answer until the host says finish; whatever ends that comes through."""
    function = target.load().get(target.entry_point)
    if not callable(function):
        link.reply("no-entry-point")
        return
    link.watch.look_at(function)
    function = target.driven(function)
    link.reply("loaded")
    earlier: List[Any] = []
    while True:
        header, buffers = link.receive()
        if header["kind"] == "finish":
            link.reply("finished")
            return
        _answer(function, values.decode(header["args"], buffers), target, link, earlier)


def _answer(function: Any, args: Any, target: Any, link: Any, earlier: List[Any]) -> None:
    start = _clock()
    try:
        result = function(*args)
    except BaseException as error:  # noqa: BLE001
        link.reply("raised", values.describe(error, target.filename))
        return
    seconds = (_clock() - start) * 1e-9
    # At once: a thread that the artifact left behind must not go on filling its result.
    link.watch.look_for_threads()
    try:
        value, buffers = values.encode(result)
    except values.TooLargeError:
        link.reply("too-large")
        return
    try:
        inputs, input_buffers = values.encode(args)
    except values.TooLargeError:
        inputs, input_buffers = None, []
    again = any(_shared(result, other) for other in earlier)
    earlier.append(result)
    del earlier[:-_REMEMBERED]
    fields = {"value": value, "inputs": inputs, "seconds": seconds, "again": again}
    link.reply_within("returned", fields, buffers, input_buffers)


def _shared(result: Any, other: Any) -> bool:
    """Whether a list or an array changes under the hands of whoever got it, or its memory, first.

    Both live, so that memory in use twice is shared, at least when nothing is left out within.
    """
    numpy = sys.modules.get("numpy")
    is_array = numpy is not None and type(result) is numpy.ndarray
    if result is other:
        return is_array or type(result) in (list, dict)
    if not is_array or type(other) is not type(result):
        return False
    whole = result.flags.forc and other.flags.forc
    return bool(whole and numpy is not None and numpy.may_share_memory(result, other))
