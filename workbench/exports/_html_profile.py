"""Profiles in HTML: calls, shares by three methods, the icicle, hot lines, bottlenecks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from workbench.exports import _charts, _svg
from workbench.exports._html import Html, Part, Row, code, command, table, tag, text
from workbench.exports._html_counts import again, defined, missing
from workbench.exports._profile import _COUNTED, _NAMES, _share
from workbench.exports._tables import number, share
from workbench.figures import DEFINITIONS, Executed, Figures, Missing, Profile, View

_FUNCTIONS, _LINES, _PATHS = 15, 12, 15


def sections(figures: Figures) -> list[Part]:
    """Where the work of one call is, as far as it was looked at; nothing where it was not."""
    profile, ran = figures.profile, figures.executed
    parts: list[Part] = []
    if isinstance(ran, Executed) and ran.functions:
        parts += [_functions(figures, ran), *_hot_lines(figures, ran)]
    if isinstance(profile, Missing):
        parts += [missing("Profile", profile), command(again(figures, "profile"))]
    elif profile is not None:
        parts += [*_views(figures, profile), *_icicle(figures, profile), _calls(figures, profile)]
        parts += _seconds(figures, profile)
    if not parts:
        return []
    call = code(figures.call or "the call")
    return [tag("h4", "Profile and hot spots of ", call), *_bottlenecks(figures), *parts]


def _bottlenecks(figures: Figures) -> list[Part]:
    """Which function each method sees in front, and whether they agree."""
    firsts: list[tuple[str, str, str]] = []
    profile = figures.profile
    views = profile.views if isinstance(profile, Profile) else ()
    for view in views:
        if view.own:
            name = max(sorted(view.own), key=lambda one: view.own[one].middle)
            firsts.append((_NAMES[view.method], name, _share(view.own[name])))
    ran = figures.executed
    known = any(view.method == "executed" for view in views)
    if isinstance(ran, Executed) and ran.functions and not known:
        name, count = _top(ran.functions, 1)[0]
        firsts.append((_NAMES["executed"], name, share(count, ran.mix.total)))
    if not firsts:
        return []
    rows: list[Row] = [(method, code(name, 80), told) for method, name, told in firsts]
    names = [name for _, name, _ in firsts]
    most = max(sorted(set(names)), key=names.count)
    many = names.count(most)
    if len(firsts) < 2:
        said = "One method only looked: it may be the bottleneck. "
    elif many == len(firsts):
        said = f"All {many} methods see the same function in front. "
    elif many > 1:
        said = f"{many} of {len(firsts)} methods agree. "
    else:
        said = "The methods do not agree: no bottleneck is named. "
    named: Part = tag("b", "Bottleneck: ", code(most, 80), ". ") if many > 1 else None
    return [
        tag("p", named, said, text(_roofline(figures))),
        table(("by", "largest share of its own", "share"), rows, words={1}),
        command(again(figures, "profile" if views else "executed")),
    ]


def _roofline(figures: Figures) -> str:
    cost = figures.analyses.get("cost")
    roofline = cost.get("roofline") if isinstance(cost, Mapping) else None
    if not isinstance(roofline, Mapping) or "verdict" not in roofline:
        return ""
    return f"By the roofline: {roofline['verdict']}."


def _top(counts: Mapping[str, int], most: int) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], len(item[0]), item[0]))[:most]


def _functions(figures: Figures, ran: Executed) -> Html:
    total = ran.mix.total
    found = _top(ran.functions, _FUNCTIONS)
    title = "Executed instructions by function"
    bars = [_svg.Bar(name, n, f"{share(n, total)}") for name, n in found]
    rows: list[Row] = [(code(name, 80), number(n), share(n, total)) for name, n in found]
    rows += _more(len(ran.functions) - len(found))
    beside = table(("function", "instructions", "share"), rows)
    return _svg.figure(title, _svg.bars(title, bars), beside, again(figures, "executed"))


def _hot_lines(figures: Figures, ran: Executed) -> list[Part]:
    found = _top(ran.lines, _LINES)
    if not found:
        return []
    total = ran.mix.total
    title = "Hot lines, by executed instructions"
    bars = [_svg.Bar(f"line {line}", n, share(n, total)) for line, n in found]
    rows: list[Row] = [
        (line, number(n), share(n, total), code(figures.lines.get(line, "").strip(), 80))
        for line, n in found
    ]
    rows += _more(len(ran.lines) - len(found))
    beside = table(("line", "instructions", "share", "source"), rows, words={3})
    return [_svg.figure(title, _svg.bars(title, bars), beside, again(figures, "executed"))]


def _more(left: int) -> list[Row]:
    return [(f"… {left} more",)] if left > 0 else []


def _views(figures: Figures, profile: Profile) -> list[Part]:
    """Shares of time by function, as each method sees them."""
    if not profile.views:
        return []
    names = _names(profile.views)
    first = next((v for v in profile.views if v.method == "sampling"), profile.views[0])
    own = {name: first.own[name] for name in names if name in first.own}
    bars = [
        _svg.Bar(name, one.middle, f"{100 * one.middle:.1f} %", one.low, one.high)
        for name, one in own.items()
    ]
    title = f"Shares of the call by function, by {_NAMES[first.method]}"
    columns = [(view, part) for view in profile.views for part in ("own", "with_calls")]
    columns = [(view, part) for view, part in columns if getattr(view, part)]
    head = [f"{_NAMES[view.method]}{', with calls' * (part != 'own')}" for view, part in columns]
    rows = [
        (code(name, 80), *(_share(getattr(view, part).get(name)) for view, part in columns))
        for name in names
    ]
    counts = (f"{_NAMES[one.method]} {one.count:,} {_COUNTED[one.method]}" for one in profile.views)
    drawn = _svg.bars(title, bars, most=max([1.0, *(bar.high or 0 for bar in bars)]))
    beside = table(("function", *head), rows)
    return [
        _svg.figure(title, drawn, beside, again(figures, "profile")),
        defined(f"from: {', '.join(counts)}; {DEFINITIONS['shares']}"),
    ]


def _names(views: Sequence[View]) -> list[str]:
    """The functions with the largest share by any method, the largest first."""
    largest: dict[str, float] = {}
    for view in views:
        for name, one in view.own.items():
            largest[name] = max(one.middle, largest.get(name, 0.0))
    return sorted(largest, key=lambda name: (-largest[name], name))[:_FUNCTIONS]


def _icicle(figures: Figures, profile: Profile) -> list[Part]:
    root = _charts.tree(profile.speedscope) if profile.speedscope is not None else None
    if root is None:
        return []
    title = "Icicle of the samples: callers above what they call"
    rows: list[Row] = [
        (code(path, 160), f"{100 * whole:.1f} %", f"{100 * own:.1f} %")
        for path, whole, own in _charts.paths(root, _PATHS)
    ]
    beside = table(("stack", "share with calls", "of its own"), rows)
    return [_svg.figure(title, _charts.icicle(title, root), beside, again(figures, "profile"))]


def _calls(figures: Figures, profile: Profile) -> Html:
    found = _top(profile.calls, _FUNCTIONS)
    title = "Calls by function"
    bars = [_svg.Bar(name, n, number(n)) for name, n in found]
    rows: list[Row] = [(code(name, 80), number(n)) for name, n in found]
    rows += [*_more(len(profile.calls) - len(found)), ("everything called", number(profile.total))]
    drawn, beside = _svg.bars(title, bars), table(("function", "calls"), rows)
    return _svg.figure(title, drawn, beside, again(figures, "profile"))


def _seconds(figures: Figures, profile: Profile) -> Iterable[Part]:
    if not profile.seconds:
        return []
    rows: list[Row] = [
        (
            phase,
            f"{one.middle:.3g}",
            f"[{one.low:.3g}, {one.high:.3g}]{' too wide' if one.wide else ''}",
            str(profile.repeats.get(phase, 0)),
        )
        for phase, one in profile.seconds.items()
    ]
    busy = "the machine was busy: no time here decides anything; " if profile.busy else ""
    return [
        table(("seconds", "median", "95 % interval", "repeats"), rows),
        defined(busy + DEFINITIONS["seconds"]),
        command(again(figures, "profile")),
    ]
