"""What must be set before PyTorch or Transformers are imported."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def processors() -> int:
    """The processors that this process may use: those of a Slurm allocation, else of its affinity."""
    allocated = os.environ.get("SLURM_CPUS_PER_TASK", "")
    if allocated.isdigit() and int(allocated) > 0:
        return int(allocated)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def prepare() -> TextIO:
    """Sets the environment of the libraries, and returns the stream that answers are written to.

    Standard output becomes the log, so that a library that prints cannot break the protocol.
    """
    answers = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    # Threads that spin while they wait make other work on the same processors ten times slower.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("OMP_NUM_THREADS", str(processors()))
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    # The hub is asked by the request 'download' alone, which runs in a process of its own.
    if os.environ.get("MANIFEST_WORKER_ONLINE") != "1":
        os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    return answers
