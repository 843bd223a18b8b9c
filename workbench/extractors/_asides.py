"""What a sentence says beside its statement: how it came about, why it is so, which operators.

It is blanked before numbers are looked for, so that it neither hides nor limits them.
"""

from __future__ import annotations

import re

from workbench.extractors._stated import WORDS, pattern

_LOOKED = (
    r"(?:disassembled|profiled|ran|compiled|analy[sz]ed|inspected|examined|look(?:ed)?\s+at|"
    r"disassembling|profiling|running|compiling|analy[sz]ing|inspecting|examining|looking\s+at)"
)
_WHAT = (
    r"(?:(?:the|this|my|our|it|its|output|of|result|results|script|program|code|function|file|"
    r"byte-?code|disassembly|listing|dis|with|using|module|above)\s?|`?dis(?:\.dis)?(?:\(\))?`?\s?|"
    r"cProfile\s?){1,8}"
)
_LEADS = pattern(
    rf"\A(?:(?:when|after|by|on|upon)\s+(?:(?:I|we|you)\s+)?)?{_LOOKED}\s+{_WHAT},\s+|"
    r"\A(?:notably|interestingly|in\s+contrast|in\s+comparison|as\s+expected|in\s+summary|"
    r"in\s+addition|additionally|furthermore|moreover|similarly|likewise|specifically|"
    r"as\s+(?:shown|seen|you\s+can\s+see|we\s+can\s+see)(?:\s+(?:above|below|here))?|"
    r"in\s+my\s+(?:case|measurement|analysis))\s*,\s+|"
    r"\brunning\s+(?:the|this|my|our)\s+(?:program|script|code|example)\s+"
    r"(?=(?:results?\s+in|leads?\s+to|makes|causes|triggers|gives)\s)"
)
_THAT = pattern(
    r"\A(?:(?:I|we)\s+(?:found|see|saw|noticed|observed)|(?:we|you|one)\s+can\s+(?:also\s+)?see|"
    r"it\s+turns\s+out|note|notice)\s+that\s+"
)
_WHY = pattern(r"(?:,\s+|\s+)(?:because|since|as\s+(?:the|it|there|every|each)\b)(?P<why>[^;:]*)\Z")
_STRANGE = pattern(
    r"\d|\b(?:versions?|python|would|could|might|may|if|unless|than|when|but|however|until|"
    r"wrong|false|claims?|claimed|says?|said)\b"
)
"""Words of a reason that may belong to the statement: since 3.11, but only if unrolled."""
_OPERATION = (
    rf"(?:{WORDS}|\d{{1,3}}|an?|the|and|for|per|in|of|each|every|plus|both|inner|outer|nested|"
    r"recursive|final|loops?|calls?|returns?|statements?|adds?|additions?|subtract(?:ion)?s?|"
    r"multipl(?:y|ies|ications?)|products?|divi(?:de|sion)s?|modul[ou]s?|remainders?|increments?|"
    r"comparisons?|accumulations?|sums?|differences?|operators?|assignments?|`?[-+*/%@<>=&|^~]{1,3}`?)"
)
_OPERATIONS = pattern(
    rf"(?<=\s)\((?=(?:{WORDS}|an?|\d{{1,3}})\s+[a-z]|`?[-+*/%@<>=])"
    rf"{_OPERATION}(?:[\s,]+{_OPERATION}){{0,12}}\)"
)
_FIRST = pattern(
    r"(?<=\s)\((?:including|counting)\s+the\s+(?:first|initial|outer(?:most)?|original|top-level)"
    r"(?:\s+(?:one|call))?\)"
)
_ONE_EACH = pattern(
    r",\s+(?:one|two|once|twice)\s+(?:for|per|in|at)\s+(?:each|every|the|step|iteration|loop|call)"
    r"\b[^,;:.\d]{0,60}(?=[.!]?\s*\Z)"
)


def blanked(text: str) -> str:
    """The sentence with spaces for what it says beside its statement; its length is kept."""
    text = _blank(_LEADS, text)
    text = _blank(_THAT, text.lstrip()).rjust(len(text))
    for form in (_OPERATIONS, _FIRST, _ONE_EACH):
        text = _blank(form, text)
    why = _WHY.search(text.rstrip(" .!"))
    if why is None or _STRANGE.search(why.group("why")):
        return text
    return text[: why.start()].ljust(len(text))


def _blank(form: re.Pattern[str], text: str) -> str:
    return form.sub(lambda found: " " * len(found.group()), text)
