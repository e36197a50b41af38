"""The machine's single-precision peak: the best large matrix product of the libraries at hand, in GFLOP/s.

    python sgemm_peak.py [numpy] [jax] [torch] [onednn]

Prints one JSON object with the best of several products for each library.
"""
import ctypes
import ctypes.util
import json
import sys
import time

import numpy as np

SIZES = [1024, 2048]
SECONDS = 1.0  # for each library and size


def best(product, finish=lambda result: None):
    """The largest rate over sizes and repetitions; `product` makes a function from two matrices."""
    rates = []
    for size in SIZES:
        matrices = [np.random.default_rng(i).standard_normal((size, size), np.float32) for i in range(2)]
        call = product(*matrices)
        finish(call())
        deadline = time.perf_counter() + SECONDS
        while (start := time.perf_counter()) < deadline:
            finish(call())
            rates.append(2 * size**3 / (time.perf_counter() - start) / 1e9)
    return max(rates)


def with_numpy():
    return best(lambda a, b: lambda: a @ b)


def with_jax():
    import jax
    import jax.numpy as jnp

    multiply = jax.jit(jnp.matmul)

    def product(a, b):
        a, b = jnp.asarray(a), jnp.asarray(b)
        return lambda: multiply(a, b)

    return best(product, jax.block_until_ready)


def with_torch():
    import torch

    def product(a, b):
        a, b = torch.from_numpy(a), torch.from_numpy(b)
        return lambda: a @ b

    return best(product)


def with_onednn():
    name = ctypes.util.find_library("dnnl") or ctypes.util.find_library("mkldnn")
    if name is None:
        raise ImportError("libdnnl is not installed")
    sgemm = ctypes.CDLL(name).dnnl_sgemm
    count, scalar = ctypes.c_int64, ctypes.c_float

    def product(a, b):
        size, result = len(a), np.empty_like(a)
        matrix = lambda array: array.ctypes.data_as(ctypes.POINTER(scalar))
        arguments = [ctypes.c_char(b"N"), ctypes.c_char(b"N"), *[count(size)] * 3, scalar(1)]
        arguments += [matrix(a), count(size), matrix(b), count(size), scalar(0), matrix(result), count(size)]
        keep = (a, b, result)
        return lambda: (sgemm(*arguments), keep)[0]

    return best(product)


LIBRARIES = {"numpy": with_numpy, "jax": with_jax, "torch": with_torch, "onednn": with_onednn}

if __name__ == "__main__":
    rates = {}
    for name in sys.argv[1:] or LIBRARIES:
        try:
            rates[name] = LIBRARIES[name]()
        except ImportError as error:
            print(f"{name}: {error}", file=sys.stderr)
    print(json.dumps(rates))
