"""What this machine is and has: for messages, receipts and cache keys.

It needs no package, so that it can be run by itself to find out which are there.
"""

from __future__ import annotations

import json
import platform
import resource
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

PACKAGES = ("torch", "transformers", "tokenizers", "safetensors", "peft", "numpy", "gguf")
"""The packages whose versions results may depend on."""


def versions() -> dict[str, str]:
    """The versions of Python and of the packages that are installed."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def description() -> dict[str, Any]:
    """The device that a model is computed on."""
    import torch

    if torch.cuda.is_available():
        properties = torch.cuda.get_device_properties(0)
        return {
            "kind": "cuda",
            "name": properties.name,
            "memory": properties.total_memory,
            "count": torch.cuda.device_count(),
            "bf16": torch.cuda.is_bf16_supported(),
        }
    return {
        "kind": "cpu",
        "name": _processor(),
        "threads": torch.get_num_threads(),
    }


def _processor() -> str:
    """The processor's name, where the system tells it, else its architecture."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()


def peak_memory() -> dict[str, int]:
    """The most memory that this process has had so far, in bytes."""
    import torch

    unit = 1 if sys.platform == "darwin" else 1024
    peak = {"host": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit}
    if torch.cuda.is_available():
        peak["device"] = torch.cuda.max_memory_allocated()
    return peak


def main() -> None:
    """Tells what this Python has; after ``device`` also what it computes on, which takes seconds."""
    found: dict[str, Any] = {
        "versions": versions(),
        # Whether packages are installed for it alone.
        "is_environment": sys.prefix != sys.base_prefix,
    }
    if sys.argv[1:] == ["device"]:
        found["device"] = description()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
