"""What is kept of a training that has not ended, so that it goes on where it was."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from .refusals import Refusal


def save(
    path: Path,
    stamp: str,
    parameters: Sequence[tuple[str, torch.Tensor]],
    optimizer: torch.optim.Optimizer,
    history: list[dict[str, Any]],
) -> None:
    """Writes a checkpoint in one piece: a process that is killed leaves the one before.

    - ``stamp``: What the checkpoint is of.
    - ``history``: What was measured in each step so far.
    """
    half = path.with_name(path.name + ".half")
    with half.open("wb") as file:
        torch.save(
            {
                "stamp": stamp,
                "parameters": {name: value.detach() for name, value in parameters},
                "optimizer": optimizer.state_dict(),
                "history": history,
                "random": list(_random_state()),
                "torch": torch.get_rng_state(),
                "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
            },
            file,
        )
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def restore(
    path: Path,
    stamp: str,
    parameters: Sequence[tuple[str, torch.Tensor]],
    optimizer: torch.optim.Optimizer,
    device: torch.device,
) -> list[dict[str, Any]]:
    """Sets parameters, optimiser and generators as a checkpoint has them, and returns its history.

    - Raises ``Refusal``: ``bad-checkpoint`` where it is damaged or of another training.
    """
    try:
        state = torch.load(path, map_location=device, weights_only=True)
        is_own = state["stamp"] == stamp
    except Exception as error:
        raise Refusal(
            "bad-checkpoint", f"the checkpoint '{path}' cannot be read; delete it to begin anew: {error}"
        ) from error
    if not is_own:
        raise Refusal(
            "bad-checkpoint",
            f"the checkpoint '{path}' is of other documents or settings; delete it to begin anew",
        )
    with torch.no_grad():
        for name, value in parameters:
            value.copy_(state["parameters"][name])
    optimizer.load_state_dict(state["optimizer"])
    version, words, gauss = state["random"]
    random.setstate((version, tuple(words), gauss))
    torch.set_rng_state(state["torch"].cpu())
    if state["cuda"]:
        torch.cuda.set_rng_state_all([words.cpu() for words in state["cuda"]])
    history: list[dict[str, Any]] = state["history"]
    return history


def _random_state() -> tuple[int, list[int], float | None]:
    version, words, gauss = random.getstate()
    return version, list(words), gauss
