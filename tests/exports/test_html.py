"""The report as HTML: well formed, loads nothing, foreign text stays text, figures repeatable."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import re
import unicodedata
from typing import Any

import builders as b
import pytest
import whole
from enemies import ENEMY, enemies
from pages_read import Element, read
from showing import pair, program

from workbench import notes
from workbench.exports import _accuracy, _charts, _svg, html
from workbench.figures import Chapter, File, Missing, Profile
from workbench.records import Judged

AGAIN = "workbench report -o report.html"
EVIL = (
    f"{ENEMY}<script>alert(1)</script></style></svg><!--\n<!-- notes: report -->\n-->\" onload='x'"
)
ELEMENTS = frozenset(
    {"html", "head", "meta", "title", "style", "body", "header", "nav", "main", "section"}
    | {"article", "h1", "h2", "h3", "h4", "p", "ul", "li", "a", "dl", "div", "dt", "dd", "table"}
    | {"thead", "tbody", "tr", "th", "td", "figure", "figcaption", "details", "summary", "pre"}
    | {"code", "span", "strong", "b", "q", "svg", "text", "rect", "line", "path", "circle"}
)
ATTRIBUTES = frozenset(
    {"class", "id", "href", "lang", "charset", "name", "content", "http-equiv", "scope", "colspan"}
    | {"tabindex", "role", "aria-label", "aria-hidden", "viewbox", "x", "y", "x1", "x2", "y1", "y2"}
    | {"cx", "cy", "r", "d", "width", "height", "transform", "text-anchor"}
)


def page(*chapters: Chapter, again: str = AGAIN) -> Element:
    root, comments = read(html.render(chapters, again))
    assert len(comments) == 1
    assert comments[0].startswith(" workbench report; the rest of it: ")
    return root


def everything() -> Element:
    return page(whole.chapter(whole.findings()))


def figure(root: Element, title: str) -> Element:
    (found,) = [
        one for one in root.all("figure") if one.all("figcaption")[0].text.startswith(title)
    ]
    return found


def poisoned(value: Any) -> Any:
    """The same data with every text hostile; numbers and the keys that are read stay."""
    if isinstance(value, dict):
        return {key: poisoned(one) for key, one in value.items()}
    if isinstance(value, list):
        return [poisoned(one) for one in value]
    return EVIL if isinstance(value, str) else value


# --- safety ---------------------------------------------------------------------------------------


def hostile() -> Chapter:
    profile = whole.figures().profile
    assert isinstance(profile, Profile)
    samples = json.loads(profile.speedscope or b"")
    for one in samples["shared"]["frames"]:
        one["name"] = EVIL
    named = Profile({EVIL: 3}, 3, views=profile.views, speedscope=json.dumps(samples).encode())
    analyses = poisoned(whole.figures().analyses)
    for loop in analyses["dependences"]["loops"]:
        loop["verdict"] = "serial"
        loop.setdefault("witness", poisoned(whole.DEPENDENCES["loops"][0]["witness"]))
    figures = whole.figures(
        function=EVIL,
        python=EVIL,
        call=EVIL,
        again=EVIL,
        static={EVIL: dict.fromkeys(("function", "callees", "file"), whole.mix(1, 2))},
        lines={"2": EVIL},
        profile=named,
        analyses=analyses,
        commands=dict.fromkeys(("executed", "cost", "profile"), EVIL),
    )
    return whole.chapter(
        enemies(),
        status=EVIL,
        facts=((EVIL, EVIL), ("model", EVIL)),
        asked=EVIL,
        figures=(figures, whole.figures(executed=Missing(EVIL, "program"))),
        files=(File(EVIL, 1),),
        opinions={"c1" + "0" * 10: (EVIL,)},
        again=EVIL,
    )


@pytest.mark.parametrize("which", ["everything", "hostile"])
def test_only_elements_and_attributes_of_ours_are_there(which: str) -> None:
    root = everything() if which == "everything" else page(hostile(), again=EVIL)
    for one in root.all():
        assert one.name in ELEMENTS, one.name
        assert set(one.attributes) <= ATTRIBUTES, one.attributes
        assert (one.attributes.get("href") or "#").startswith("#")


def test_hostile_text_stays_visible_text_without_controls() -> None:
    text = html.render((hostile(),), EVIL)
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"}
    assert {one for one in text if unicodedata.category(one) in hidden} == {"\n"}
    root, _ = read(text)
    assert "<script>alert(1)</script>" in root.text
    assert r"\u202e" in root.text


@pytest.mark.parametrize("which", ["everything", "hostile"])
def test_nothing_is_loaded_and_the_policy_lets_in_our_style_alone(which: str) -> None:
    chapter = whole.chapter(whole.findings()) if which == "everything" else hostile()
    root, _ = read(html.render((chapter,), AGAIN))
    (style,) = root.all("style")
    css = "".join(one for one in style.inside if isinstance(one, str))
    assert not re.search(r"url\(|@import|image-set|expression|https?:", css)
    (policy,) = [
        one.attributes["content"] for one in root.all("meta") if "http-equiv" in one.attributes
    ]
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_links_lead_to_places_on_the_page() -> None:
    root = page(whole.chapter(whole.findings()), whole.chapter(whole.findings()))
    places = [one.attributes["id"] for one in root.all() if "id" in one.attributes]
    assert len(places) == len(set(places))
    links = {one.attributes["href"] for one in root.all("a")}
    assert {str(link).removeprefix("#") for link in links} == set(places)


def test_a_later_report_knows_it_and_finds_no_notes_in_it() -> None:
    text = html.render((hostile(),), EVIL)
    assert notes.is_ours(text)
    found = notes.read(text)
    assert (dict(found.found), found.changed) == ({}, False)
    assert notes.read(text.replace("</main>", "<p>mine</p></main>")).changed


# --- figures --------------------------------------------------------------------------------------


def test_each_figure_has_one_drawing_a_table_beside_it_and_a_command() -> None:
    found = everything().all("figure")
    assert len(found) == 17
    for one in found:
        title = one.all("figcaption")[0].text
        assert len(one.all("svg")) == 1, title
        assert len(one.all("table")) == 1, title
        (command,) = one.classed("command")
        assert command.text.startswith("workbench "), title
    drawn = everything().all("svg")
    assert len(drawn) == len(found), "a drawing stands outside of a figure"
    assert all(one.attributes["role"] == "img" and one.attributes["aria-label"] for one in drawn)


def test_each_part_has_its_own_command_where_there_is_one() -> None:
    root = everything()
    wanted = {
        "Static instructions by category": "workbench measure workload.py:euler --only static",
        "Executed instructions by category": "workbench evidence 000001",
        "Roofline": "workbench measure cost",
        "Accuracy by kind": AGAIN,
    }
    for title, words in wanted.items():
        assert figure(root, title).classed("command")[0].text == words


def test_every_finding_in_full_has_its_command_its_versions_and_readings() -> None:
    root = everything()
    first, *others = root.all("article")
    assert len(others) == 3
    assert "contradicted" in first.all("h4")[0].text
    assert first.classed("command")[0].text == "workbench evidence 000000000001"
    versions, readings = (one.rows() for one in first.all("table"))
    assert versions == [["CPython", "measured"], ["3.8.18", "4"], ["3.11.7", "absent"]]
    assert readings[1] == ["3.8.18, file, strict", "5", "no"]


def test_static_instructions_by_version() -> None:
    one = figure(everything(), "Static instructions by category")
    assert one.all("table")[0].rows() == [
        ["instructions", "3.8.18", "3.11.7"],
        ["load/store", "12", "14"],
        ["LOAD_FAST", "12", "14"],
        ["arithmetic", "2", "3"],
        ["BINARY_OP", "2", "3"],
        ["all", "14", "17"],
        ["of these arithmetic", "2", "3"],
    ]
    bars = [bar for bar in one.all("rect") if bar.attributes["height"] == "16.0"]
    widths = [float(bar.attributes["width"] or 0) for bar in bars]
    assert [width / widths[2] for width in widths] == pytest.approx(
        [12 / 14, 2 / 14, 1, 3 / 14], abs=1e-3
    )


def test_an_opcode_that_a_version_does_not_have_is_no_zero() -> None:
    old = whole.mix(5, 0)
    new = whole.mix(5, 1)
    static = {"3.8.18": {"function": old}, "3.11.7": {"function": new}}
    assert isinstance(old.counts, dict)
    old.counts.pop("BINARY_OP")
    root = page(whole.chapter(whole.findings(), figures=(whole.figures(static=static),)))
    rows = figure(root, "Static instructions by category").all("table")[0].rows()
    assert ["BINARY_OP", "-", "1"] in rows


def test_executed_instructions_with_shares_and_by_version() -> None:
    root = everything()
    here = figure(root, "100 instructions on CPython 3.11.7")
    assert here.all("table")[0].rows()[1:] == [
        ["load/store", "75", "75.0 %"],
        ["LOAD_FAST", "75", "75.0 %"],
        ["arithmetic", "25", "25.0 %"],
        ["BINARY_OP", "25", "25.0 %"],
    ]
    elsewhere = figure(root, "Executed instructions by category").all("table")[0].rows()
    assert elsewhere[0] == ["instructions", "3.8.18", "3.11.7"]
    assert elsewhere[-2] == ["all", "80", "100"]


def test_the_virtual_machine_and_its_arithmetic() -> None:
    text = everything().text
    assert "CPython 3.11.7 is a stack machine, by the bytecode of euler." in text
    tables = [one.rows() for one in everything().all("table")]
    (evidence,) = [one for one in tables if one[0] == ["evidence", "count"]]
    assert ["arithmetic instructions, static", "3"] in evidence
    assert ["arithmetic instructions, executed", "25 of 100"] in evidence


def test_a_bottleneck_is_named_where_two_methods_agree() -> None:
    text = everything().text
    assert "Bottleneck: euler. 2 of 3 methods agree. By the roofline: memory-bound." in text


def test_the_icicle_is_as_wide_as_the_time() -> None:
    one = figure(everything(), "Icicle")
    assert one.all("table")[0].rows()[1:] == [
        ["m", "100.0 %", "25.0 %"],
        ["m › f", "75.0 %", "50.0 %"],
        ["m › f › g", "25.0 %", "25.0 %"],
    ]
    widths = [float(box.attributes["width"] or 0) + 1 for box in one.all("rect")]
    assert [width / _svg.WIDTH for width in widths] == pytest.approx([1, 1, 0.75, 0.25], abs=1e-3)


def test_growth_roofline_span_and_ranking() -> None:
    root = everything()
    time = figure(root, "Growth of time").all("table")[0].rows()
    assert time == [
        ["steps", "random"],
        ["time", "O(n^2) (next n log n, 40% off)"],
        ["n = 10", "100"],
        ["n = 100", "10,000"],
    ]
    roofline = figure(root, "Roofline").all("table")[0].rows()
    assert ["ridge", "20 FLOPs/byte", "where both ceilings meet"] in roofline
    assert ["this call reaches", "4 GFLOP/s", "in a later call"] in roofline  # 4000 / 1e-6
    span = figure(root, "Speed-up").all("table")[0].rows()
    assert ["reductions reassociated", "20", "5.0", "1.5–2.0", "2.0–2.5"] in span
    loops = [one.rows() for one in root.all("table") if one.rows()[0][0] == "loop"]
    assert loops[0][1:] == [
        ["line 3 for", "10", "serial: y, 4 -> 5, iterations 0 -> 1"],
        ["line 7 for", "8", "no dependence seen; any order gave the same"],
    ]
    ranking = figure(root, "Predicted cycles").all("table")[0].rows()
    assert ranking[1:] == [["SIMD", "50", "1.00×"], ["scalar", "100", "2.00×"]]
    assert "SIMD, first in 97 % of the draws" in root.text


@pytest.mark.parametrize("part", ["complexity", "cost", "dependences", "architectures"])
def test_a_stored_part_of_another_shape_is_said_to_be_unreadable(part: str) -> None:
    for odd in (
        {},
        {"families": 3},
        poisoned_numbers(copy.deepcopy(whole.figures().analyses[part])),
    ):
        analyses = {**whole.figures().analyses, part: odd}
        root = page(whole.chapter(whole.findings(), figures=(whole.figures(analyses=analyses),)))
        assert "what is stored cannot be read" in root.text


def poisoned_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: poisoned_numbers(one) for key, one in value.items()}
    if isinstance(value, list):
        return [poisoned_numbers(one) for one in value]
    return "<b>1</b>" if isinstance(value, int | float) and not isinstance(value, bool) else value


def test_what_was_not_measured_is_named_with_its_command() -> None:
    figures = whole.figures(
        analyses={}, profile=None, commands={"cost": "workbench measure x --only cost"}
    )
    root = page(whole.chapter(whole.findings(), figures=(figures,)))
    assert "Not measured in this run" in root.text
    assert "workbench measure x --only cost" in root.text
    assert f"workbench report {b.RUN} -o report.html --measure" in root.text


# --- over several ---------------------------------------------------------------------------------


def several() -> list[Chapter]:
    """Two answers of one model, one of another: 1 of 2, 3 of 3 and 0 of 1 claims are true."""
    answers = (
        ("first", ["confirmed", "contradicted", "uncheckable"]),
        ("first", ["confirmed", "confirmed", "confirmed", "ambiguous"]),
        ("second", ["other-version"]),
    )
    return [
        whole.chapter(
            program(*(pair(label, number) for number, label in enumerate(labels, 1))),
            facts=(("model", model),),
        )
        for model, labels in answers
    ]


def test_accuracy_counts_decided_claims_and_draws_whole_answers() -> None:
    first, second = _accuracy.by_model(several())
    assert (first.name, first.confirmed, first.decided, first.open, first.answers) == (
        "first",
        4,
        5,
        2,
        2,
    )
    # Two answers: both are the first with probability 1/4, both the second with 1/4.
    assert first.interval is not None
    assert (first.interval.low, first.interval.middle, first.interval.high) == (0.5, 0.8, 1.0)
    assert (second.confirmed, second.decided, second.interval) == (0, 1, None)
    kinds = _accuracy.by_kind(several())
    assert [(one.name, one.confirmed, one.decided) for one in kinds] == [
        ("opcode count", 4, 6),
        ("all kinds", 4, 6),
    ]


def test_a_demonstration_is_of_no_model() -> None:
    shown = several()
    demo = program(pair("contradicted", 1)).model_copy(update={"demonstration": True})
    root = page(*shown, whole.chapter(demo))
    assert figure(root, "Accuracy by model").all("table")[0].rows()[1:] == [
        ["first", "80 %", "[50, 100] %", "4 of 5", "2", "2"],
        ["second", "0 %", "one answer: none", "0 of 1", "0", "1"],
    ]
    assert figure(root, "Accuracy by kind").all("table")[0].rows()[-1][3] == "4 of 6"
    alone = page(whole.chapter(demo))
    assert "says nothing about any model" in alone.text
    assert "Accuracy by model" not in alone.text


def test_the_overview_has_a_row_for_each_and_a_section_too() -> None:
    root = page(*several())
    (overview,) = root.classed("overview")
    rows = overview.all("table")[0].rows()
    assert [row[1] for row in rows] == ["by", "first", "first", "second"]
    assert [row[2] for row in rows[1:]] == ["1", "3", "0"]
    assert [root.identified(f"run-{n}").name for n in (1, 2, 3)] == ["h2"] * 3


def test_many_are_counted_in_the_title_and_a_path_is_named_by_its_file() -> None:
    document = b.judged(source="/somewhere/else/chat.md")
    told = page(whole.chapter(document), whole.chapter(document)).all("h1")[0].text
    assert told == "What was said, and what ran: chat.md, chat.md"
    many = page(*[Chapter(key="x", kind="check", status="ok", judged=document)] * 40)
    assert many.all("h1")[0].text == "What was said, and what ran: 40 runs and documents"
    assert len(many.classed("overview")[0].all("tr")) == 41


def test_programs_of_one_document_are_told_apart() -> None:
    two = [whole.figures(artifact=name, target=f"{name}.py", function=None) for name in ("a", "b")]
    root = page(whole.chapter(whole.findings(), figures=tuple(two)))
    assert [one.text for one in root.classed("program")] == ["Program a.py", "Program b.py"]
    assert "by the bytecode of b.py." in root.text


def test_classes_of_failure_count_claims_and_programs() -> None:
    failing = program(pair("contradicted", 1), outcome="timeout")
    found = _accuracy.rules(
        [whole.chapter(failing), whole.chapter(program(pair("contradicted", 2)))]
    )
    assert found == {"WB101": 2, "WB402": 1}


def test_the_worst_findings_come_first_and_the_rest_is_listed() -> None:
    pairs = []
    for number in range(1, 15):
        claim, verdict = pair("contradicted" if number > 2 else "ambiguous", number)
        seen = verdict.model_copy(update={"measured": number})  # claimed is 1: off by 1 - 1/number
        pairs.append((claim, seen))
    root = page(whole.chapter(b.judged(*pairs)))
    shown = [one.classed("command")[0].text.split()[-1] for one in root.all("article")]
    assert [int(name) for name in shown] == [14, 13, 12, 11, 10, 9, 8, 7, 6, 5]
    (others,) = [one for one in root.all("table") if one.rows()[0][:2] == ["claim", "verdict"]]
    labels = [row[1].strip() for row in others.rows()[1:]]
    assert labels == ["✗ contradicted"] * 2 + ["? ambiguous"] * 2


def test_nothing_found_and_nothing_measured_is_a_page_too() -> None:
    root = page(Chapter(key="x", kind="check", status="empty", judged=b.judged()))
    assert "There are none." in root.text
    assert root.all("figure") == []


def test_a_judged_document_that_failed_is_told() -> None:
    judged = Judged(**(enemies().model_dump() | {"source": "a.md", "workload": None}))
    assert "a.md" in page(whole.chapter(judged, kind="check")).all("h1")[0].text


# --- drawings -------------------------------------------------------------------------------------


def test_an_axis_of_logarithms_and_its_ticks() -> None:
    scale = _charts.Axis("n", 1, 100)
    assert [scale.at(value) for value in (1, 10, 100)] == [0, 0.5, 1]
    assert scale.ticks() == [1, 10, 100]
    assert _charts.Axis("n", 1.5, 9).ticks() == [2, 4, 8]
    assert len(_charts.Axis("n", 1e-9, 1e20).ticks()) <= 7


def test_a_bar_is_as_long_as_its_share_of_the_most() -> None:
    drawn, _ = read(_svg.bars("t", [_svg.Bar("a", 1, "1"), _svg.Bar("b", 4, "4")]))
    widths = [float(one.attributes["width"] or 0) for one in drawn.all("rect")]
    assert widths[0] / widths[1] == pytest.approx(0.25, abs=1e-3)


@pytest.mark.parametrize("odd", [b"", b"{}", b"[]", b'{"profiles": [], "shared": 1}', b"\xff"])
def test_samples_that_are_none_draw_nothing(odd: bytes) -> None:
    assert _charts.tree(odd) is None
