"""Floating-point operations and compulsory bytes of torch's calls, as its dispatcher sees them.

Products of matrices and convolutions are counted by torch's own formulas (the registry of
torch.utils.flop_counter): a multiply-add is two, and a bias is where a sum begins. The others
have formulas here. Bytes are those of each tensor operand, read once, and of each result.
"""

from __future__ import annotations

import sys
from typing import Any, Callable, Dict, List, Optional

# One for each element of the result. A gradient of relu selects, and is none.
_ONE = str.split(
    "add sub rsub mul div pow remainder fmod exp exp2 expm1 log log2 log10 log1p sqrt rsqrt square "
    "reciprocal sin cos tan asin acos atan atan2 sinh cosh tanh sigmoid relu maximum minimum erf "
    "addcmul addcdiv lerp clamp_min clamp_max floor_divide"
)
_TWICE = ("addcmul", "addcdiv", "lerp")
_NONE = str.split(
    "neg abs sign eq ne lt le gt ge floor ceil round trunc isnan isinf isfinite logical_not "
    "logical_and logical_or where threshold_backward copy clone _to_copy cat stack index gather "
    "index_put scatter fill zero uniform normal random bernoulli zeros_like ones_like empty_like "
    "full_like rand_like randn_like new_zeros new_ones new_empty new_full zeros ones empty full "
    "rand randn randint randperm arange linspace eye tril triu flip roll repeat masked_fill "
    "masked_select argmax argmin sort topk lift_fresh detach _local_scalar_dense item embedding "
    "native_dropout constant_pad_nd select_scatter slice_scatter lift scalar_tensor empty_strided "
    "contiguous _unsafe_view resolve_conj bitwise_and bitwise_or bitwise_xor bitwise_not set_ "
    "unbind nonzero one_hot max_pool2d_with_indices_backward nll_loss_backward equal"
)
_SUMS = ("sum", "prod", "amax", "amin", "max", "min")


def _size(tensor: Any) -> int:
    return int(tensor.numel())


def _rows(args: Any, result: Any) -> Any:
    """How many distributions a softmax makes, and how many numbers are in each."""
    length = int(result.shape[args[1]]) if result.dim() else 1
    return (_size(result) // length if length else 0), length


def _log_softmax(args: Any, result: Any) -> int:
    """Of n numbers: n - 1 maxima, n differences, n exp, n - 1 additions, a log, n differences."""
    rows, length = _rows(args, result)
    return int(rows * (5 * length - 1))


def _softmax(args: Any, result: Any) -> int:
    """Of n numbers: n - 1 maxima, n differences, n exp, n - 1 additions, n quotients."""
    rows, length = _rows(args, result)
    return int(rows * (5 * length - 2))


def _softmax_backward(args: Any, result: Any) -> int:
    """Of n numbers: n products or exp, n - 1 additions, n products and n differences."""
    rows, length = _rows(args[1:], result) if result.dim() else (1, 1)
    return int(rows * (4 * length - 1))


def _pooled(args: Any, result: Any) -> int:
    """A maximum less than a window has places; what is padded is counted."""
    sides = list(args[1])
    return _size(result) * (int(sides[0]) * int(sides[-1]) - 1)


def _averaged(args: Any, result: Any) -> int:
    """The sum of a window and a division."""
    sides = list(args[1])
    return _size(result) * int(sides[0]) * int(sides[-1])


_FORMULAS: Dict[str, Callable[[Any, Any], int]] = {
    "_log_softmax": _log_softmax,
    "_softmax": _softmax,
    "_log_softmax_backward_data": _softmax_backward,
    "_softmax_backward_data": _softmax_backward,
    "max_pool2d_with_indices": _pooled,
    "avg_pool2d": _averaged,
    "mean": lambda args, result: _size(args[0]),
    "clamp": lambda args, result: _size(result) * sum(one is not None for one in args[1:3]),
    "dot": lambda args, result: 2 * _size(args[0]),
    "mv": lambda args, result: 2 * _size(args[0]),
    "cumsum": lambda args, result: _size(result) - _size(result) // max(1, result.shape[args[1]]),
}


def mode(add: Callable[..., None], leave_out: Callable[[str], None]) -> Optional[Any]:
    """A context in which torch's operations are told to `add`; None where torch is not loaded."""
    torch = sys.modules.get("torch")
    if torch is None:
        return None
    from torch.utils._python_dispatch import TorchDispatchMode
    from torch.utils.flop_counter import flop_registry

    class Mode(TorchDispatchMode):  # type: ignore[misc, no-untyped-call, unused-ignore]
        @classmethod
        def _should_skip_dynamo(cls) -> bool:
            # To keep the compiler out, newer versions import it, and with it what is not here.
            return False

        def __torch_dispatch__(
            self, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            named = kwargs or {}
            packet = func._overloadpacket
            if packet not in flop_registry:
                with self:
                    parts = func.decompose(*args, **named)
                if parts is not NotImplemented:
                    return parts
            result = func(*args, **named)
            _count(torch, flop_registry.get(packet), func, args, named, result, add, leave_out)
            return result

    made: Any = Mode
    return made()


def _count(
    torch: Any,
    registered: Any,
    func: Any,
    args: Any,
    named: Any,
    result: Any,
    add: Callable[..., None],
    leave_out: Callable[[str], None],
) -> None:
    results = _tensors(torch, [result])
    if not results:
        return
    first = results[0]
    name = func._schema.name.rpartition("::")[2]
    if first.is_complex():
        leave_out("torch %s, complex" % name)
        return
    if not first.is_floating_point():
        return
    if registered is not None:
        flops: Optional[int] = int(registered(*args, **named, out_val=result))
    else:
        flops = _own(name.rstrip("_") if not name.startswith("__") else name, func, args, first)
    if flops is None:
        leave_out("torch " + name)
    elif flops:
        moved = _moved(torch, [args, list(named.values())], result)
        add("torch " + name, flops, moved, str(first.dtype).rpartition(".")[2])


def _own(name: str, func: Any, args: Any, result: Any) -> Optional[int]:
    """The operations by a formula of ours; None where there is none."""
    if func.is_view or name in _NONE:
        return 0
    if name in _ONE:
        return _size(result) * (2 if name in _TWICE else 1)
    if name in _SUMS:
        return max(0, _size(args[0]) - _size(result)) if len(args) else None
    formula = _FORMULAS.get(name)
    return formula(args, result) if formula is not None else None


def _moved(torch: Any, groups: List[Any], result: Any) -> int:
    """Bytes of the tensors that go in, each memory once, and of those that come out."""
    read: Dict[int, int] = {}
    for one in _tensors(torch, groups):
        read[one.data_ptr()] = max(read.get(one.data_ptr(), 0), _bytes(one))
    return sum(read.values()) + sum(_bytes(one) for one in _tensors(torch, [result]))


def _tensors(torch: Any, values: Any) -> List[Any]:
    found: List[Any] = []
    for one in values:
        if isinstance(one, torch.Tensor):
            found.append(one)
        elif type(one) in (list, tuple):
            found += _tensors(torch, one)
    return found


def _bytes(tensor: Any) -> int:
    """Of its distinct elements: along an expanded axis they are the same."""
    count = int(tensor.element_size())
    for size, stride in zip(tensor.shape, tensor.stride()):
        count *= size if stride else min(size, 1)
    return count
