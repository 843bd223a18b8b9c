"""Shares and seconds of a profile as lines of text."""

from __future__ import annotations

from workbench.exports._tables import INDENT, table
from workbench.figures import DEFINITIONS, Profile, Spread, View

_MOST = 20
_NAMES = {"cprofile": "cProfile", "sampling": "sampling", "executed": "instructions"}
_COUNTED = {"cprofile": "runs", "sampling": "samples", "executed": "instructions"}


def lines(profile: Profile) -> list[str]:
    """Lines below those of the calls; none where there are neither shares nor seconds."""
    return [*_shares(profile), *_seconds(profile)]


def _shares(profile: Profile) -> list[str]:
    views = profile.views
    if not views:
        return []
    columns = [(view, part) for view in views for part in ("own", "with_calls")]
    columns = [(view, part) for view, part in columns if getattr(view, part)]
    head = [f"{_NAMES[view.method]}{', with calls' * (part != 'own')}" for view, part in columns]
    rows = [["function", *head]]
    for name in _names(views):
        rows.append([name, *(_share(getattr(view, part).get(name)) for view, part in columns)])
    counts = ", ".join(
        f"{_NAMES[one.method]} {one.count:,} {_COUNTED[one.method]}" for one in views
    )
    return [
        "",
        *table(rows),
        f"{INDENT}from: {counts}",
        f"{INDENT}shares: {DEFINITIONS['shares']}",
    ]


def _names(views: tuple[View, ...]) -> list[str]:
    """The functions with the largest share by any method, the largest first."""
    largest: dict[str, float] = {}
    for view in views:
        for name, one in view.own.items():
            largest[name] = max(one.middle, largest.get(name, 0.0))
    return sorted(largest, key=lambda name: (-largest[name], name))[:_MOST]


def _share(one: Spread | None) -> str:
    if one is None:
        return "-"
    if one.low == one.high:
        return f"{100 * one.middle:.1f} %"
    return f"{100 * one.middle:.1f} % [{100 * one.low:.1f}, {100 * one.high:.1f}]"


def _seconds(profile: Profile) -> list[str]:
    if not profile.seconds:
        return []
    rows = [["", "median seconds", "95 % interval", "repeats", ""]]
    for phase, one in profile.seconds.items():
        interval = f"[{one.low:.3g}, {one.high:.3g}]"
        note = "too wide" if one.wide else ""
        count = str(profile.repeats.get(phase, 0))
        rows.append([phase, f"{one.middle:.3g}", interval, count, note])
    busy = ["the machine was busy: no time here decides anything"] if profile.busy else []
    found = ["", *table(rows, last_left=True), *(f"{INDENT}{text}" for text in busy)]
    return [*found, f"{INDENT}seconds: {DEFINITIONS['seconds']}"]
