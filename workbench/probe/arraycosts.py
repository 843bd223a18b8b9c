"""Steps of numpy and torch operations, from the shapes of what goes in and what comes out."""

from __future__ import annotations

import math
import sys
from typing import Any, Dict, Tuple

_PRODUCTS = frozenset(["dot", "matmul", "mm", "bmm", "inner", "tensordot", "mv", "__matmul__"])
_SORTS = frozenset(["sort", "argsort", "unique", "median", "fft", "ifft", "rfft", "topk"])
_CUBIC = frozenset(
    ["inv", "solve", "det", "svd", "eig", "eigh", "eigvals", "eigvalsh", "qr", "cholesky", "lstsq"]
    + ["pinv", "matrix_rank", "slogdet"]
)
_VIEWS = frozenset(
    ["reshape", "view", "transpose", "T", "squeeze", "unsqueeze", "expand", "size", "dim", "item"]
    + ["shape", "numel", "expand_dims", "swapaxes", "broadcast_to", "asarray", "diagonal"]
)


def is_array(value: Any) -> bool:
    """Whether it is an array of numpy or a tensor of torch."""
    for library, name in (("numpy", "ndarray"), ("torch", "Tensor")):
        module = sys.modules.get(library)
        kind = getattr(module, name, None)
        if isinstance(kind, type) and isinstance(value, kind):
            return True
    return False


def shape(value: Any) -> Tuple[int, ...]:
    """The sizes along its axes; none for what is no array."""
    return tuple(int(length) for length in value.shape) if is_array(value) else ()


def size(value: Any) -> int:
    """How many elements it has; 1 for what is no array."""
    elements = 1
    for length in shape(value):
        elements *= length
    return elements


def operator(name: str, left: Any, right: Any, result: Any) -> float:
    """Steps of an operator one side of which is an array."""
    if name == "MatMult":
        return product(left, right, result)
    return max(size(left), size(right), size(result))


def product(left: Any, right: Any, result: Any) -> float:
    """Multiplications of a matrix product: elements of the result times the length of a sum."""
    summed = shape(left)[-1] if shape(left) else 1
    return float(size(result) * summed)


def is_call(function: Any) -> bool:
    """Whether a function or an object that is called belongs to numpy or torch."""
    owner = getattr(function, "__self__", None)
    if is_array(owner):
        return True
    module = getattr(function, "__module__", None) or getattr(type(function), "__module__", None)
    return isinstance(module, str) and module.split(".")[0] in ("numpy", "torch")


def call(function: Any, arguments: Tuple[Any, ...], result: Any) -> float:
    """Steps of a call into one of the libraries; 1 for what only looks at an array anew."""
    name = str(getattr(function, "__name__", type(function).__name__))
    owner = getattr(function, "__self__", None)
    given = ((owner,) if is_array(owner) else ()) + arguments
    arrays = [one for one in given if is_array(one)]
    largest = max([size(one) for one in arrays] + [_made(result)])
    if name in _VIEWS:
        return 1
    if name in _PRODUCTS and len(arrays) > 1:
        return product(arrays[0], arrays[1], result)
    if name == "einsum":
        return _einsum(arguments)
    if name in _CUBIC and arrays:
        return float(largest * max(shape(arrays[0]) or (1,)))
    if name in _SORTS:
        return largest * (math.log2(largest + 1) + 1)
    weight = getattr(function, "weight", None)
    if is_array(weight) and len(shape(weight)) > 1:  # a linear layer or a convolution
        return float(size(result) * size(weight) / shape(weight)[0])
    return float(largest)


def _made(result: Any) -> int:
    if isinstance(result, (tuple, list)):
        return sum(size(one) for one in result) or 1
    return size(result)


def _einsum(arguments: Tuple[Any, ...]) -> float:
    """The product of the lengths of all indices."""
    lengths: Dict[str, int] = {}
    inputs = str(arguments[0]).replace(" ", "").split("->")[0].split(",")
    for letters, array in zip(inputs, arguments[1:]):
        lengths.update(zip(letters, shape(array)))
    steps = 1
    for length in lengths.values():
        steps *= length
    return float(steps)
