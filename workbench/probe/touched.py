"""What calls on whole arrays do: their operations, their products of matrices, their bytes.

NumPy and PyTorch are followed call by call. Costs
are analytic: one operation for each element of the larger of result and operands, two for each
multiply-accumulate of a product.
"""

from __future__ import annotations

import math
from typing import Any, Dict, Iterator, Tuple

import events

_PRODUCTS = frozenset(["dot", "matmul", "inner", "tensordot", "einsum", "MatMult"])
_CONVOLUTIONS = frozenset(["conv1d", "conv2d", "conv3d"])
_TORCH_PRODUCTS = _CONVOLUTIONS | frozenset(
    ["linear", "matmul", "mm", "bmm", "addmm", "baddbmm", "einsum", "tensordot"]
)
_VIEWS = frozenset(
    ["view", "reshape", "flatten", "t", "transpose", "expand", "detach", "permute", "unsqueeze"]
    + ["squeeze", "__get__", "__set__", "requires_grad_", "is_floating_point", "to", "contiguous"]
)
_FUNCTION = type(lambda: None)
_BUILTIN = type(len)


class Arrays:
    """Looks at the arrays of NumPy, and at the tensors of PyTorch."""

    def __init__(self, counts: events.Tally, modules: Dict[str, Any]) -> None:
        self.counts = counts
        self.array = modules["numpy"].ndarray
        self.scalar = modules["numpy"].generic
        self.ufunc = modules["numpy"].ufunc
        self.torch: Any = modules.get("torch")

    # --- elements ---------------------------------------------------------------------------------

    def each(self, site: int, values: Any) -> Any:
        """What a loop goes over: of an array its rows or elements."""
        return self._walk(site, values) if type(values) is self.array and values.ndim else values

    def _walk(self, site: int, values: Any) -> Iterator[Any]:
        where, step = _address(values), values.strides[0] // max(1, values.itemsize)
        for place, value in enumerate(values):
            self.counts.touch(site, where, place * step)
            yield value

    def element(self, site: int, where: Any, index: Any) -> bool:
        """Whether it is an array; an element of one is an access."""
        if type(where) is not self.array:
            return False
        numbers = index if type(index) is tuple else (index,)
        if len(numbers) == where.ndim and all(type(n) is int for n in numbers):
            pairs = zip(numbers, where.shape, where.strides)
            offset = sum((n if n >= 0 else n + size) * step for n, size, step in pairs)
            self.counts.touch(site, _address(where), offset // max(1, where.itemsize))
        return True

    # --- calls ------------------------------------------------------------------------------------

    def called(self, function: Any, line: int) -> Any:
        """For a function of NumPy one that does the same and tells of it; else None."""
        kind = type(function)
        owner = None
        if kind is _BUILTIN:
            owner = function.__self__
            ours = type(owner) is self.array or _of_numpy(function.__module__)
        elif kind is _FUNCTION:
            ours = _of_numpy(function.__module__)
        else:
            ours = kind is self.ufunc or kind.__name__ == "_ArrayFunctionDispatcher"
        if not ours:
            return None
        name = str(getattr(function, "__name__", ""))

        def run(*values: Any, **options: Any) -> Any:
            result = function(*values, **options)
            operands = (owner, *values) if type(owner) is self.array else values
            self.operated(name, operands, result, line)
            return result

        return run

    def operated(self, name: str, operands: Tuple[Any, ...], result: Any, line: int) -> None:
        """An operation was done: nothing to tell unless it was on an array."""
        whole = [one for one in operands if type(one) is self.array]
        written = [result] if type(result) is self.array else []
        if not whole and not written:
            return
        elements = max([one.size for one in whole + written])
        operations = elements
        if name in _PRODUCTS and len(whole) == 2:
            operations = self._product(name, whole[0], whole[1], result)
            elements = written[0].size if written else 1
        for one in whole + written:
            self.counts.stream(-line, _address(one), one.nbytes)
        self.counts.in_bulk(operations, elements, line)

    def _product(self, name: str, left: Any, right: Any, result: Any) -> int:
        """Operations of a product; those of two matrices count as such."""
        size = result.size if type(result) is self.array else 1
        if name in ("matmul", "MatMult", "dot", "inner"):
            inner = left.shape[-1] if left.ndim else 1
        else:
            # What both have and the result has not is summed over.
            inner = round((left.size * right.size / max(1, size)) ** 0.5)
        operations = int(2 * size * inner)
        if min(left.ndim, right.ndim) > 1 and size > 1 and inner > 1:
            self.counts.gemm += operations
        self.counts.multiplications += operations // 2
        return operations

    # --- torch ------------------------------------------------------------------------------------

    def watched(self) -> Any:
        """A context in which calls of PyTorch are told; None without PyTorch."""
        if self.torch is None:
            return None
        outer = self

        def function(_: Any, called: Any, __: Any, args: Any = (), kwargs: Any = None) -> Any:
            result = called(*args, **(kwargs or {}))
            outer.torched(str(getattr(called, "__name__", "")), args, result)
            return result

        mode = self.torch.overrides.TorchFunctionMode
        return type("Watched", (mode,), {"__torch_function__": function})()

    def torched(self, name: str, args: Tuple[Any, ...], result: Any) -> None:
        """A call of PyTorch was done; what it does going backward is not seen."""
        tensor = self.torch.Tensor
        whole = [one for one in args if isinstance(one, tensor)]
        if name == "backward":
            self.counts.unfollowed += 1
        if not isinstance(result, tensor) or name in _VIEWS:
            return
        elements = result.numel()
        operations = max([one.numel() for one in whole] + [elements])
        if name in _TORCH_PRODUCTS and len(whole) > 1:
            operations = 2 * elements * _summed_over(name, whole, elements)
            self.counts.gemm += operations
            self.counts.multiplications += operations // 2
        for one in whole + [result]:
            self.counts.stream(0, one.data_ptr(), one.numel() * one.element_size())
        self.counts.in_bulk(operations, elements, 0)


def _summed_over(name: str, operands: Any, elements: int) -> int:
    """Over how many products each element of a result is summed."""
    if name in _CONVOLUTIONS:
        weight = operands[1]
        return int(weight.numel() // max(1, weight.shape[0]))
    if name == "linear":
        return int(operands[1].shape[-1])
    if name in ("einsum", "tensordot"):
        both: int = operands[0].numel() * operands[1].numel()
        return round(math.sqrt(both / max(1, elements)))
    return int(operands[1 if name in ("addmm", "baddbmm") else 0].shape[-1])


def _address(array: Any) -> int:
    return int(array.__array_interface__["data"][0])


def _of_numpy(module: Any) -> bool:
    return type(module) is str and (module == "numpy" or module.startswith("numpy."))
