"""Whether loops are serial or parallel, as documents say it: sentences and labelled bullets.

Only the main part of a conditional statement is kept ("serial unless vectorized" is serial), and
nothing is read from a sentence that says something else in the same breath.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from workbench.extractors import _subjects
from workbench.extractors._prose import Sentence, statements
from workbench.extractors.base import MAX_CLAIMS, claim, clean, unique
from workbench.records import Claim, Document

_MAX = 600
_ABOUT = re.compile(
    r"parallel|\bserial\b|\bsequential\b|vectori[sz]|loop[- ]carried|\bindependent|"
    r"\b(?:iteration|step)\s+(?:depends|needs|relies)|\breduction\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:(?:potential|degree of|available|data|loop|inherent|task)[- ])?(?:level )?parallelism"
    r"(?: potential| level)?\Z|parallelizab\w+\Z",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"\b(?:parallel\w*|characteristics?|note|notes|summary|conclusion|result|results|analysis|"
    r"bottlenecks?|dependenc\w+|dependen\w+|structure|loops?|potential|data|control|why|reason|"
    r"observations?|findings?|key|type|kind|pattern|behaviou?r|performance|complexity|time|space|"
    r"in short|in other words|overall|architecture|hardware|recommendation|justification|memory|"
    r"execution|computation|important|example|step \d+|answer|caveat|premises?|because)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"[,;(–—-]?\s+(?:unless|except|if|provided|assuming|as long as|so long as|when|once|until)\b",
    re.IGNORECASE,
)
_BECAUSE = re.compile(r",?\s+(?:because|since)\s+(?!of\b)", re.IGNORECASE)
_OTHER_MATTER = re.compile(
    r"\b(?:than|compared|previous(?:ly)? version|originally|earlier version|GIL|threads?|"
    r"thread-\w+|asyncio|multiprocessing|would|could|in theory|theoretically|recursive calls?|"
    r"recursion|sub-?problems?|sub-?lists?|sub-?arrays?|halves|partitions?|calls|hyper-?threading|"
    r"(?:memory|disk|file|data) access(?:es)?|sequential(?:ly)? (?:access|search|memory|read|scan|"
    r"order|number|id|ids)|serial (?:number|port|line|bus|interface)|in parallel (?:to|with)|"
    r"parallel (?:to|lists?|arrays?|lines?)|batch(?:es)?|prefix[- ]sums?|"
    r"(?:parallel |as a |a )scan|wave-?fronts?|diagonals?|(?P<unit>[a-z]{2,20}) by (?P=unit)|"
    r"hardware|machines?|processors?|benefits?|"
    r"or|(?:across|over|between|for|of|multiple|many|different|several)\s+(?:\w+\s+){0,2}"
    r"(?:initial (?:conditions?|values?)|inputs?|problems?|instances?|batch(?:es)?|samples?|seeds?|"
    r"runs?|trajector\w+|images?|messages?|blocks?|files?|data ?sets?|simulations?|systems?|"
    r"tours?|keys?|parameters?|users?|requests?|matrices|starting \w+))\b",
    re.IGNORECASE,
)
_HOW = (
    r"(?:(?:inherently|mostly|largely|mainly|purely|strictly|fundamentally|essentially|fully|"
    r"entirely|naturally|intrinsically|completely|simple|simply|a|an|the|one|single|plain|very|"
    r"highly|almost|therefore|thus|hence|also|clearly|truly|still|basically|by nature|"
    r"predominantly|primarily)\s+){0,4}"
)
_WORK = (
    r"(?:loops?|algorithms?|computations?|iterations?|steps?|method|solver|function|code|program|"
    r"implementation|process|updates?|integration|recurrence|workload|rounds?|work|it|this|"
    r"which|operations?|ops|execution|arithmetic|math\w*|kernel|convolution|nest|elements?|rows?|"
    r"columns?|entries|pixels|outputs?|comprehensions?|multiplication|matrix|network|state)"
)
_IS = r"(?:is|are|was|were|remains?|runs?|stays?|makes? it|=|:)"
_CARRIED = (
    r"loop[- ]carried\s+(?:data[- ])?(?:flow\s+)?dependen(?:ce|ces|cy|cies)"
    r"(?:\s+(?:on|through|via|in|of)\s+(?:the\s+)?(?:variable\s+|value\s+of\s+)?`?"
    r"(?P<variable>[A-Za-z_][\w.]{0,60})`?(?=[\s.,;)]|\Z))?"
)
_SEVERAL = (
    r"(?:easily|fully|trivially|efficiently|readily|highly|embarrassingly|well|directly|safely|"
    r"all|completely|massively|straightforwardly|also)"
)
_DONE = r"(?:run|computed|executed|processed|evaluated|calculated|performed|handled|done)"

_NO_CHAIN = re.compile(
    r"\b(?:no|without(?:\s+any)?|(?:has|have|carries|are|is)\s+no|free of)\s+"
    r"loop[- ]carried\s+(?:data[- ])?dependen\w+",
    re.IGNORECASE,
)
_CANNOT = re.compile(
    r"\b(?:cannot|can\s?not|can['’]t|(?:is|are)\s+(?:not|hardly|barely))\s+"
    r"(?:be\s+)?(?:easily\s+|trivially\s+|directly\s+|readily\s+|effectively\s+|be\s+){0,3}"
    r"(?:parallel\w+|vectori[sz]\w+)|\b(?:difficult|hard|impossible)\s+to\s+(?:parallel|vectori)\w+|"
    r"\bnot\s+(?:easily\s+)?(?:parallel|vectori)[sz]?\w+|"
    r"\b(?:limited|low|little|minimal|few|poor|no|hardly any|almost no|very little)\s+"
    r"(?:room for\s+|potential for\s+|opportunit\w+ for\s+|data[- ]|loop[- ](?:level\s+)?|in\s+)?"
    r"paralle\w+(?:\s+parts?)?|\bparallelism\s+is\s+(?:very\s+|rather\s+)?(?:limited|low|minimal|poor)\b",
    re.IGNORECASE,
)
_SERIAL = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_WORK}\b[^.;:\n]{{0,60}}?\s{_IS}\s+{_HOW}(?:serial|sequential)\b(?!-)",
        rf"\A\W*{_HOW}(?:serial|sequential)\b(?:\s+(?:in\s+)?{_WORK}\b|\W*\Z)",
        rf"`[^`\n]{{1,60}}`\s+{_IS}\s+{_HOW}(?:serial|sequential)\b(?!-)",
        _CARRIED,
        r"\b(?:each|every|the next|an)\s+(?:new\s+)?(?:iteration|step|round|update|value)\s+"
        r"(?:depends?|needs|relies|builds)\s+(?:up)?(?:on\s+)?(?:the\s+)?(?:results?\s+|value\s+|"
        r"output\s+|state\s+)?(?:of\s+|from\s+)?(?:the\s+)?"
        r"(?:previous|preceding|last|prior|one before)",
    )
)
_PARALLEL = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:embarrassingly|highly|massively|fully|perfectly|trivially)[- ]parallel\b",
        r"\bdata[- ]parallel\b",
        rf"\b(?:can|may)\s+(?:{_SEVERAL}\s+){{0,2}}be\s+(?:{_SEVERAL}\s+){{0,2}}"
        rf"(?:paralleli|vectori)[sz]ed\b",
        rf"\b(?:can|may)\s+(?:{_SEVERAL}\s+){{0,2}}(?:be\s+)?{_DONE}\s+(?:in\s+parallel|"
        r"independently|concurrently)\b",
        rf"\b{_IS}\s+(?:{_SEVERAL}\s+){{0,2}}(?:paralleli|vectori)[sz]able\b",
        rf"\b{_WORK}\s+(?:{_SEVERAL}\s+)?(?:paralleli|vectori)[sz]able\b",
        r"\b(?:iterations?|elements?|entries|rows|pixels|outputs?)\b[^.;:\n]{0,40}?\s(?:are|is)\s+"
        r"(?:all\s+|completely\s+|fully\s+|mutually\s+|entirely\s+)?(?:computed\s+)?"
        r"independent(?:ly)?\b",
        r"\bindependent\s+iterations\b",
        r"\bhigh(?:ly)?\s+(?:degree\s+of\s+)?(?:data[- ]|loop[- ](?:level\s+)?|potential\s+)?"
        r"parallelism\b",
    )
)
_REDUCTION = re.compile(
    rf"\b(?:loops?|sum|accumulation|it)\b[^.;:\n]{{0,40}}?\s(?:is|are)\s+{_HOW}(?:parallel\s+)?reduction\b",
    re.IGNORECASE,
)
_DEGREES = {
    "serial": re.compile(
        r"\W*(?:very\s+|rather\s+|quite\s+)?(?:low|limited|none|minimal|poor|little|serial|sequential)\b",
        re.IGNORECASE,
    ),
    "parallel": re.compile(
        r"\W*(?:very\s+|extremely\s+)?(?:high|excellent|massive|embarrassing\w*|abundant|full)\b",
        re.IGNORECASE,
    ),
}
_POTENTIAL = re.compile(r"\W*(?:loop[- ]level|data)[- ]?\s?parallelism\b", re.IGNORECASE)
_AND = re.compile(
    r"\b(?:and|but|yet|although|though|while(?! loop)|whereas|however)\b|;", re.IGNORECASE
)
_NEGATED = re.compile(
    r"\b(?:not|no|never|none|nothing|neither|nor|cannot|n['’]t|without|hardly|few|less|"
    r"partial(?:ly)?|little|limited|some(?:what)?|only)\b",
    re.IGNORECASE,
)
_LINE = re.compile(r"\b(?:on|at|in)\s+line\s+(\d{1,6})\b", re.IGNORECASE)
_VERB = re.compile(
    r"(?<!\w)(?:is|are|was|were|can(?:not)?|may|remains?|runs?|stays?|makes?|has|have|depends?|needs|"
    r"relies|builds|carries|carry|cannot|can['’]t|does|do|shows?|offers?|exhibits?|allows?)\b",
    re.IGNORECASE,
)
_LOOPS = frozenset(
    {"loop", "loops", "iteration", "iterations", "step", "steps", "each", "every", "all", "next"}
    | {"round", "rounds", "update", "updates", "inner", "outer", "innermost", "outermost", "nest"}
    | {"element", "elements", "entry", "entries", "row", "rows", "column", "columns", "result"}
    | {"results", "output", "outputs", "computation", "computations", "calculation", "work", "new"}
    | {"while", "value", "values", "state", "process", "execution", "integration", "recurrence"}
    | {"time", "over", "sweep", "sweeps", "pass", "passes", "line", "at", "body", "parallelism"}
    | {"operation", "operations", "nested", "two", "three", "both", "first", "second", "third"}
    | {"there", "because", "since", "but", "however", "and", "with", "from", "single", "range"}
)
"""Words for what is parallel or not, that name nobody."""


class _Said(NamedTuple):
    verdict: str
    end: int
    variable: str | None = None


def extract(document: Document) -> tuple[Claim, ...]:
    """One `loop_dependence` claim for each sentence that plainly says one thing."""
    return unique(islice(_claims(document), MAX_CLAIMS + 1))


def _claims(document: Document) -> Iterator[Claim]:
    for sentence in statements(document):
        text = sentence.text[:_MAX]
        labelled = bool(sentence.label and _LABEL.match(clean(sentence.label)))
        if sentence.block.kind != "text" or not (labelled or _ABOUT.search(text)):
            continue
        if not sentence.states:
            continue
        condition = _CONDITION.search(text)
        main = text[: condition.start()].rstrip(" ,;(-–—") if condition else text
        if labelled:
            said = _degree(sentence, main)
            if said is not None and _is_of_own(document, sentence, ""):
                yield _claim(document, sentence, (0, len(main)), said)
        else:
            yield from _plainly(document, sentence, main)


def _plainly(document: Document, sentence: Sentence, main: str) -> Iterator[Claim]:
    """What a sentence says; where it gives a reason, what comes before it, else the reason."""
    because = _BECAUSE.search(main)
    parts = [(0, because.start()), (because.end(), len(main))] if because else [(0, len(main))]
    for start, end in parts:
        said = _said(sentence, main[start:end])
        if said is not None:
            if _is_of_own(document, sentence, main[start:end]):
                yield _claim(document, sentence, (start, end), said)
            return


def _is_of_own(document: Document, sentence: Sentence, part: str) -> bool:
    """Whether a statement is about loops of a program of the document, or about nobody else's.

    A label of the sentence says whose they are; one that begins the paragraph lasts to its end.
    """
    label, above = clean(sentence.label or ""), clean(_subjects.label(sentence) or "")
    if label and not _GENERIC.search(label):
        return True
    if above and not _GENERIC.search(above) and not _subjects.is_own(document, above, _LOOPS):
        return False
    verb = _VERB.search(part)
    return verb is None or _subjects.is_own(document, part[: verb.start()], _LOOPS)


def _degree(sentence: Sentence, main: str) -> _Said | None:
    """What stands after the label "Parallelism:"."""
    if _AND.search(main):
        return None
    for verdict, pattern in _DEGREES.items():
        if found := pattern.match(main):
            return _Said(verdict, found.end())
    return _said(sentence, main)


def _said(sentence: Sentence, main: str) -> _Said | None:
    """The one thing a sentence says about parallelism, None when it says more or something else."""
    if _OTHER_MATTER.search(main):
        return None
    parts = [part for part in _AND.split(main) if part.strip()]
    found = [_part(sentence, part) for part in parts]
    verdicts = {one.verdict for one in found if one is not None}
    if len(verdicts) != 1 or None in found:
        return None
    return next((one for one in found if one and one.variable), found[0])


def _part(sentence: Sentence, text: str) -> _Said | None:
    """What one part of a sentence says."""
    if free := _NO_CHAIN.search(text):
        return _plain("parallel", free, text)
    if denied := _CANNOT.search(text):
        rest = text[: denied.start()] + text[denied.end() :]
        verdicts = {verdict for verdict, _ in _found(rest)}
        return None if "parallel" in verdicts else _Said("serial", denied.end())
    found = _found(text)
    if sentence.label and "potential" in sentence.label.lower() and _POTENTIAL.match(text):
        return _Said("parallel", len(text)) if "high" in sentence.label.lower() else None
    if len({verdict for verdict, _ in found}) != 1:
        return None
    verdict, match = found[0]
    return _plain(verdict, match, text)


def _found(text: str) -> list[tuple[str, re.Match[str]]]:
    serial = [("serial", found) for one in _SERIAL if (found := one.search(text))]
    parallel = [("parallel", found) for one in _PARALLEL if (found := one.search(text))]
    sums = [("reduction", found)] if (found := _REDUCTION.search(text)) else []
    return serial + parallel + sums


def _plain(verdict: str, match: re.Match[str], text: str) -> _Said | None:
    """The verdict, unless another word of the part takes it back."""
    outside = text[: match.start()] + " " + text[match.end() :]
    if _NEGATED.search(outside) or (match.re is not _NO_CHAIN and _NEGATED.search(match.group())):
        return None
    return _Said(verdict, match.end(), match.groupdict().get("variable"))


def _claim(document: Document, sentence: Sentence, span: tuple[int, int], said: _Said) -> Claim:
    label = clean(sentence.label) if sentence.label else ""
    function = label if label and not _GENERIC.search(label) else None
    words = sentence.text[span[0] : span[1]].rstrip(" .,;:")
    line = _LINE.search(words)
    args: dict[str, Any] = {
        "function": function,
        "verdict": said.verdict,
        "line": int(line.group(1)) if line else None,
        "variable": said.variable,
    }
    return claim(
        document,
        sentence.block,
        sentence.place(span[0], span[0] + len(words)),
        extractor="parallelism",
        kind="loop_dependence",
        args=args,
        claimed=said.verdict,
    )
