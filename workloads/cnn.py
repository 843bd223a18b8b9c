"""A small convolutional network in PyTorch, judged under weights that the host chooses."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

TITLE = "Convolutional network (PyTorch)"
TASK = """\
Write a function that builds a small convolutional network for images of 28 x 28 grey pixels.

- `build()` takes no argument and returns a new `torch.nn.Module` with parameters of dtype float32.
- The module maps a float32 tensor of shape (N, 1, 28, 28) to a float32 tensor of shape (N, 10).
- Its layers, in this order: one convolution with 10 filters of 5 x 5 (stride 1, no padding), ReLU,
  flattening of each image in the usual order (channel, row, column), one fully connected layer
  with 10 outputs, and the logarithm of the softmax over these 10 outputs.
- Use exactly one `torch.nn.Conv2d` and one `torch.nn.Linear`, both with bias, and no other layer
  with parameters. Write the sizes of both as numbers (no lazy modules): they are part of the task.

There is no training, no data set and no download. PyTorch is installed; run on the CPU.
"""
ENTRY_POINT = "build"
SIGNATURE = "build() -> torch.nn.Module"
FLAVOUR = "torch"
CALL_SETUP = "import torch\n"
CALL = "tuple(build()(torch.zeros(2, 1, 28, 28)).shape)"
FUNCTION_ARGUMENTS: tuple[int, ...] = ()
LEAVES_INPUT_UNCHANGED = True

# Outputs are float32 of size 1 to 20; sums of 5,760 products in float32 are off by some 1e-5,
# leaving out a bias moves them by more than 1e-2.
ATOL = 2e-4
RTOL = 2e-4

# Runs in the process of the program: loads the weights, as far as the layers take them, and
# returns the sizes and the outputs. A network whose sizes do not fit runs with its own weights.
DRIVER = """\
import torch


def drive(build, conv_weight, conv_bias, linear_weight, linear_bias, images):
    module = build()
    if not isinstance(module, torch.nn.Module):
        return module
    loads = {"Conv2d": (conv_weight, conv_bias), "Linear": (linear_weight, linear_bias)}
    sizes, seen = {}, {}
    for layer in torch.nn.Module.modules(module):
        known = [kind for kind in loads if isinstance(layer, getattr(torch.nn, kind))]
        kind = known[0] if known else type(layer).__name__
        parameters = dict(torch.nn.Module.named_parameters(layer, recurse=False))
        if parameters:
            seen[kind] = seen.get(kind, 0) + 1
        arrays = dict(zip(("weight", "bias"), loads.get(kind, ())))
        for name, parameter in parameters.items():
            label = kind if seen[kind] == 1 else "%s %d" % (kind, seen[kind])
            sizes[label + " " + name] = "%s %s" % (str(parameter.dtype)[6:], tuple(parameter.shape))
            if name in arrays and arrays[name].shape == tuple(parameter.shape):
                with torch.no_grad():
                    parameter.copy_(torch.from_numpy(arrays[name]))
    module.eval()
    with torch.no_grad():
        output = module(torch.from_numpy(images))
    if type(output) is torch.Tensor:
        output = output.numpy()
    return {"parameters": sizes, "output": output}
"""
REFERENCE_DRIVER = ""


def reference(
    conv_weight: Any, conv_bias: Any, linear_weight: Any, linear_bias: Any, images: Any
) -> dict[str, Any]:
    """Sizes of the parameters and log-probabilities (N, 10), computed in float64."""
    weights = {
        "Conv2d weight": conv_weight,
        "Conv2d bias": conv_bias,
        "Linear weight": linear_weight,
        "Linear bias": linear_bias,
    }
    windows = np.lib.stride_tricks.sliding_window_view(
        images[:, 0].astype(np.float64), (5, 5), axis=(1, 2)
    )
    maps = np.einsum("nyxij,fij->nfyx", windows, conv_weight[:, 0].astype(np.float64))
    flat = np.maximum(maps + conv_bias[:, None, None], 0.0).reshape(len(images), -1)
    scores = np.einsum("np,kp->nk", flat, linear_weight.astype(np.float64)) + linear_bias
    scores -= scores.max(axis=1, keepdims=True)
    output = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return {
        "parameters": {name: f"float32 {array.shape}" for name, array in weights.items()},
        "output": output.astype(np.float32),
    }


def _draw(n: int, rng: random.Random, pixel: Any = None) -> tuple[Any, ...]:
    """Weights as large as usual ones, and n images of pixels pixel(rng), uniform in [0, 1)."""
    numbers = np.random.default_rng(rng.getrandbits(64))

    def uniform(bound: float, *shape: int) -> Any:
        return numbers.uniform(-bound, bound, shape).astype(np.float32)

    images = numbers.uniform(0.0, 1.0, (n, 1, 28, 28)) if pixel is None else pixel(n)
    return (
        uniform(0.2, 10, 1, 5, 5),
        uniform(0.2, 10),
        uniform(0.03, 10, 5760),
        uniform(0.5, 10),
        np.asarray(images).astype(np.float32),
    )


def _noise(n: int, rng: random.Random) -> tuple[Any, ...]:
    """n images of noise."""
    return _draw(n, rng)


FAMILIES = {"noise": _noise}


def cases(seed: int) -> list[dict[str, Any]]:
    """The inputs, one image to many; each has weights of its own."""
    rng = random.Random(seed)
    found: list[dict[str, Any]] = []

    def add(family: str, name: str, args: tuple[Any, ...]) -> None:
        found.append({"name": name, "family": family, "args": args})

    def corner(n: int) -> Any:
        images = np.zeros((n, 1, 28, 28))
        for k in range(n):
            images[k, 0, 27 * (k // 2 % 2), 27 * (k % 2)] = 5.0
        return images

    add("noise", "one image", _draw(1, rng))
    add("black", "one black image", _draw(1, rng, lambda n: np.zeros((n, 1, 28, 28))))
    add("corner", "four images with one bright corner", _draw(4, rng, corner))
    add("negative", "two images below zero", _draw(2, rng, lambda n: np.full((n, 1, 28, 28), -1.0)))
    for n in (2, 7, 32):
        add("noise", f"{n} images", _draw(n, rng))
    return found
