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


def serve(target: Any, link: Any) -> None:
    """Load, announce, answer until the host says finish; whatever ends that comes through."""
    function = target.load().get(target.entry_point)
    if not callable(function):
        link.reply("no-entry-point")
        return
    function = target.driven(function)
    link.reply("loaded")
    earlier: List[Any] = [None]
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
    # A list or an array that is handed out again changes under the hands of whoever got it first.
    array = getattr(sys.modules.get("numpy"), "ndarray", list)
    again = result is earlier[0] and type(result) in (list, dict, array)
    earlier[0] = result
    fields = {"value": value, "inputs": inputs, "seconds": seconds, "again": again}
    link.reply_within("returned", fields, buffers, input_buffers)
