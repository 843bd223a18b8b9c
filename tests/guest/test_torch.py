"""The torch flavour: tensors by exact type, one thread, its own folders only."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest
from running import run

from workbench.comparison import Tensor
from workbench.guest.run import Opaque, Returned
from workbench.guest.tiers import Isolation

# PyTorch is an extra of hundreds of megabytes; CI always has it.
pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="torch is not installed: `make torch` adds it"
)


def test_tensors_come_back_by_exact_type_in_the_torch_flavour(tier: Isolation) -> None:
    source = (
        "import torch\n"
        "class Mine(torch.Tensor):\n    pass\n"
        "def f(n):\n"
        "    t = torch.arange(6.0, requires_grad=True).reshape(2, 3)\n"
        "    return [t, t.shape, t.to(torch.int64).T, t.as_subclass(Mine), t.to(torch.bfloat16),\n"
        "            t.to_sparse(), torch.nn.Parameter(t), torch.complex(t, t).conj()][n]\n"
    )
    calls = run(source, tier, *[(n,) for n in range(8)], flavour="torch")
    values = [result.value for result in calls.results if isinstance(result, Returned)]
    tensors = [values[n] for n in (0, 2, 7)]
    assert [type(tensor) for tensor in tensors] == [Tensor] * 3
    assert tensors[0].array.dtype == np.float32
    assert tensors[0].array.tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    assert tensors[1].array.tolist() == [[0, 3], [1, 4], [2, 5]]
    assert tensors[2].array[1, 2] == 5 - 5j
    assert values[1] == (2, 3)
    assert [type(values[n]) for n in (3, 4, 5, 6)] == [Opaque] * 4


def test_the_torch_flavour_has_one_thread_and_its_own_folders_only(tier: Isolation) -> None:
    source = (
        "import torch, os\n"
        "def f(name):\n"
        "    if name == 'threads':\n        return torch.get_num_threads()\n"
        "    try:\n"
        "        return os.listdir(os.path.join(os.path.dirname(torch.__file__), '..', name))\n"
        "    except OSError:\n        return None\n"
    )
    threads, pytest_folder = run(source, tier, ("threads",), ("pytest",), flavour="torch").results
    assert isinstance(threads, Returned)
    assert threads.value == 1
    assert isinstance(pytest_folder, Returned)
    assert not pytest_folder.value


def test_threads_and_gradients_work_in_every_guest(tier: Isolation) -> None:
    """What would hang after a fork from a process that had used either."""
    source = (
        "import torch\n"
        "def f():\n"
        "    torch.set_num_threads(2)\n"
        "    x = torch.ones(300, 300, requires_grad=True)\n"
        "    (x @ x).sum().backward()\n"
        "    product = torch.ones(700, 700) @ torch.ones(700, 700)\n"
        "    image = torch.ones(2, 3, 32, 32)\n"
        "    folded = torch.nn.functional.conv2d(image, torch.ones(3, 3, 3, 3))\n"
        "    return float(x.grad.sum()), float(product[0, 0]), float(folded[0, 0, 1, 1])\n"
    )
    for _ in range(2):
        (result,) = run(source, tier, flavour="torch").results
        assert isinstance(result, Returned)
        assert result.value == (300.0 * 300 * 600, 700.0, 27.0)


def test_random_tensors_differ_between_guests(tier: Isolation) -> None:
    source = "import torch\ndef f():\n    return torch.rand(4).tolist()\n"
    found = [run(source, tier, flavour="torch").results[0] for _ in range(2)]
    first, second = [result.value for result in found if isinstance(result, Returned)]
    assert first != second
