"""Why a request is not done."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "bad-request",  # a field is missing or has a wrong type
    "no-model",  # there is no such model, or it cannot be read
    "unsafe-model",  # it would run code, or is not in safetensors
    "incomplete-model",  # tensors are missing, or are there that the architecture does not have
    "no-package",  # a Python package is missing
    "document-too-long",
    "no-room",  # the disk is too full to begin
    "file",  # a file cannot be read or written
    "no-target",  # a document without a token to learn
    "tokenizer",
    "bad-checkpoint",
    "diverged",  # the loss or the gradient is no finite number
    "not-learning",  # adapters do not change
    "bad-save",  # what was saved does not load as what was trained
    "out-of-memory",
    "interrupted",
    "internal",
]


class Refusal(Exception):
    """A request that is not done: a code for the program, a sentence for its user."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code: Code = code


def of(error: Exception) -> Refusal:
    """The refusal that an exception of a library amounts to."""
    if isinstance(error, Refusal):
        return error
    first = (str(error).splitlines() or [""])[0]
    # On a processor PyTorch raises no OutOfMemoryError but a RuntimeError of its allocator.
    if (
        isinstance(error, MemoryError)
        or type(error).__name__ == "OutOfMemoryError"
        or "DefaultCPUAllocator" in str(error)
        or "can't allocate memory" in str(error)
    ):
        return Refusal("out-of-memory", f"memory ran out: {first or 'no more is to be had'}")
    if isinstance(error, OSError) and error.strerror:
        place = f"'{error.filename}': " if error.filename else ""
        return Refusal("file", f"{place}{error.strerror}")
    # safetensors has words of its own for a disk that is full.
    if type(error).__name__ == "SafetensorError" and "I/O error" in str(error):
        return Refusal("file", first)
    return Refusal("internal", f"{type(error).__name__}: {first}")
