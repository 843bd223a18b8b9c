"""Classes of growth as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORDS: Mapping[str, str] = {
    "constant": "1",
    "logarithmic": "log n",
    "linear": "n",
    "linearithmic": "n log n",
    "log-linear": "n log n",
    "loglinear": "n log n",
    "quasilinear": "n log n",
    "quadratic": "n^2",
    "cubic": "n^3",
    "exponential": "2^n",
    "factorial": "n!",
}
_WRITTEN: Mapping[str, str] = {
    "1": "1",
    "logn": "log n",
    "lgn": "log n",
    "lnn": "log n",
    "sqrtn": "sqrt n",
    "n^0.5": "sqrt n",
    "n^1/2": "sqrt n",
    "n": "n",
    "n^1": "n",
    "nlogn": "n log n",
    "nlgn": "n log n",
    "nlnn": "n log n",
    "lognn": "n log n",
    "nsqrtn": "n sqrt n",
    "n^1.5": "n sqrt n",
    "n^3/2": "n sqrt n",
    "n^2": "n^2",
    "nn": "n^2",
    "n^2logn": "n^2 log n",
    "n^3": "n^3",
    "nnn": "n^3",
    "n^4": "n^4",
    "2^n": "2^n",
    "n!": "n!",
}
_MEANT = (("²", "^2"), ("³", "^3"), ("⁴", "^4"), ("ⁿ", "^n"), ("**", "^"), ("√", "sqrt"))
_DROPPED = re.compile(r"\\(?:left|right|cdot|times|,|!|;|\s)|\\(?=log|lg|ln|sqrt)|[{}()\s·⋅×*$`₂_]")
_AROUND = re.compile(
    r"\s*(?:\\mathcal\{O\}|\\mathrm\{O\}|\\Theta|\\theta|[OΘθ𝒪])\s*(?:\\left)?\(\s*(?P<in>.*?)(?:\\right)?\)\s*\Z",
    re.DOTALL,
)


def normalised(text: str) -> str | None:
    """The class that a text means, with or without its O(…); None for one of several sizes."""
    text = text.strip()[:100]
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    around = _AROUND.match(text)
    inner = (around.group("in") if around else text).replace("log_2", "log").replace("log2", "log")
    for written, meant in _MEANT:
        inner = inner.replace(written, meant)
    bare = _DROPPED.sub("", inner.replace("\\!", ""))
    return _WRITTEN.get(bare.replace("N", "n"))
