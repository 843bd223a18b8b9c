"""Programs made by Hypothesis: loops, generators, exceptions and closures in any nesting."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = ("a", "b", "c")
_HEAD = """\
class Manager:
    def __init__(self, swallows):
        self.swallows = swallows
    def __enter__(self):
        return 1
    def __exit__(self, kind, error, trace):
        return self.swallows and kind is not None and issubclass(kind, LookupError)

class Fuel(BaseException):
    pass

left = [400]
def burn():
    left[0] -= 1
    if left[0] < 0:
        raise Fuel

def failing(n):
    burn()
    if n % 3 == 0:
        raise KeyError(n)
    if n % 5 == 0:
        raise ValueError(n)
    return n

"""
_TAIL = """

def main():
    results = []
    for function in (f0, f1, f2):
        left[0] = 400
        for n in (0, 1, 4):
            try:
                got = function(n)
                if hasattr(got, "send"):
                    results.append(next(got, None))
                    for act in (got.send, got.throw, got.send):
                        try:
                            results.append(act(n if act == got.send else LookupError))
                        except (StopIteration, ArithmeticError, LookupError) as end:
                            results.append(type(end).__name__)
                    got.close()
                else:
                    results.append(got)
            except BaseException as error:
                results.append(type(error).__name__)
    return results
"""

expressions = st.recursive(
    st.sampled_from([*NAMES, "0", "1", "2", "n", "7"]),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "&", "%", "//"]), inner),
        st.builds("({} {} {})".format, inner, st.sampled_from(["<", "==", "and", "or"]), inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("failing({})".format, inner),
        st.builds("sum([k + {} for k in range(3) if k != {}])".format, inner, inner),
        st.builds("sum(k * {} for k in range(3))".format, inner),
        st.builds("(lambda a, n=n: a + {})({})".format, inner, inner),
    ),
    max_leaves=5,
)


def _indented(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


@st.composite
def _statements(draw: st.DrawFn, depth: int, loop: bool, generator: bool) -> list[str]:
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        lines += draw(_statement(depth, loop, generator))
    return lines


@st.composite
def _statement(draw: st.DrawFn, depth: int, loop: bool, generator: bool) -> list[str]:
    simple = ["assign", "add", "return", "raise", "call", "delete"]
    simple += ["break", "continue"] * loop + ["yield", "from", "assign_yield"] * generator
    nested = ["if", "while", "for", "try", "with", "closure", "class"] * 2
    kind = draw(st.sampled_from(simple + nested * (depth > 0)))
    name, value = draw(st.sampled_from(NAMES)), draw(expressions)

    def body(inside: bool = loop) -> list[str]:
        return _indented(draw(_statements(depth - 1, inside, generator)))

    if kind in ("break", "continue", "raise", "return"):
        word = {"raise": f"raise ValueError({value})", "return": f"return {value}"}.get(kind, kind)
        return [f"if {draw(expressions)}:", f"    {word}"]
    if kind == "if":
        return [f"if {value}:", *body(), "else:", *body()]
    if kind == "while":
        ending = ["else:", f"    {name} = 1"] * draw(st.booleans())
        return [f"while {value}:", "    burn()", *body(True), *ending]
    if kind == "for":
        return [f"for {name} in range({draw(st.integers(0, 4))}):", "    burn()", *body(True)]
    if kind == "try":
        handlers = [*["except KeyError:", *body()] * draw(st.booleans())]
        handlers += ["except (ValueError, TypeError) as error:", *body()] * draw(st.booleans())
        final = ["finally:", *body()] if not handlers or draw(st.booleans()) else []
        return ["try:", *body(), *handlers, *final]
    if kind == "with":
        return [f"with Manager({draw(st.booleans())}) as {name}:", *body()]
    if kind == "closure":
        shares = draw(st.sampled_from(["nonlocal " + name, "pass"]))
        inner = _indented(draw(_statements(depth - 1, False, False)))
        return ["def inner(n):", f"    {shares}", "    burn()", *inner, f"{name} = inner({value})"]
    if kind == "class":
        return ["class Inner:", f"    field = {value}", "    k = [field for _ in range(2)]"]
    return {
        "assign": [f"{name} = {value}"],
        "add": [f"{name} += {value}"],
        "call": [f"failing({value})"],
        "delete": [f"del {name}"],
        "yield": [f"yield {value}"],
        "assign_yield": [f"{name} = yield {value}"],
        "from": [f"{name} = yield from (k + {value} for k in range(2))"],
    }[kind]


@st.composite
def programs(draw: st.DrawFn) -> str:
    """A source text with three functions and `main()`, which ends whatever they do."""
    parts = []
    for number, generator in enumerate((False, True, draw(st.booleans()))):
        body = draw(_statements(3, False, generator))
        start = [f"{name} = {place}" for place, name in enumerate(NAMES)][: draw(st.integers(1, 3))]
        lines = [f"def f{number}(n):", *_indented([*start, *body, "return (n, 1)"]), ""]
        parts.append("\n".join(lines))
    return _HEAD + "\n".join(parts) + _TAIL
