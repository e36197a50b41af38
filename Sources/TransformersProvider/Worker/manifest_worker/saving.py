"""Leaving a model on the disk, and making sure that what lies there is what was trained."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from . import models
from .models import Loaded
from .refusals import Refusal

SAMPLE = "Q: Where is the river? A: in the valley\n"
"""A text whose logits are compared before and after a model was written."""

MOST_DIFFERENCE = 1e-4
"""The most by which a logit may differ once a model was written and read; merging adapters rounds."""

ONE_FILE = "1000TB"
"""The size up to which weights are in one file, so that a model always has the same files."""

HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
"""The form of a model's name at the hub."""


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """A folder to write to that takes the other's place when it is written, and else is gone."""
    half = folder.with_name(folder.name + ".half")
    shutil.rmtree(half, ignore_errors=True)
    try:
        yield half
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    half.replace(folder)


def require_room(folder: Path, byte_count: int, what: str) -> None:
    """Refuses to begin what the disk has no room for.

    - ``folder``: Where it is to be; the nearest folder above it that is there is looked at.
    - Raises ``Refusal``: ``no-room``.
    """
    there = next(parent for parent in (folder, *folder.absolute().parents) if parent.is_dir())
    free = shutil.disk_usage(there).free
    if free < byte_count:
        raise Refusal(
            "no-room",
            f"{what} may take {byte_count / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free at '{there}'; "
            "make room, as with 'manifest-run cache gc --delete', and run again",
        )


def save(loaded: Loaded, folder: Path, base: Any, *, keeps_adapter: bool) -> None:
    """Writes a model and its tokenizer in one piece, and reads them back.

    - ``base``: Makes the untuned model again, which adapters are laid over.
    - ``keeps_adapter``: Whether of a model with adapters these alone are written; else they are merged.
    - Raises ``Refusal``: ``bad-save`` where what is read computes something else.
    """
    before = sample_logits(loaded)
    model = loaded.model
    if loaded.has_adapters and not keeps_adapter:
        model = model.merge_and_unload()
        loaded.model = model
    with whole(folder) as half:
        model.save_pretrained(half, max_shard_size=ONE_FILE)
        loaded.tokenizer.save_pretrained(half)
        if loaded.has_adapters:
            again = models.peft_package().PeftModel.from_pretrained(base(), half)
        else:
            again, _ = models.read_folder(half)
        copy = Loaded(
            again.to(loaded.device).eval(),
            loaded.tokenizer,
            loaded.encoder,
            loaded.device,
            loaded.computes_in,
        )
        difference = float((sample_logits(copy) - before).abs().max())
        if not difference <= MOST_DIFFERENCE:
            raise Refusal(
                "bad-save",
                f"what was written computes other logits than what was trained: they differ by "
                f"{difference:.3g}",
            )


@torch.inference_mode()
def sample_logits(loaded: Loaded) -> torch.Tensor:
    """The logits of the sample text, in float32."""
    loaded.model.eval()
    tokens = torch.tensor([loaded.encoder.prompt(SAMPLE)], device=loaded.device)
    return loaded.model(input_ids=tokens, use_cache=False).logits.float()  # type: ignore[no-any-return]


def convert_gguf(source: Path, folder: Path) -> None:
    """Writes the model of a ``.gguf`` file as a folder in safetensors, with weights in float32.

    - Raises ``Refusal``: ``no-model`` where it cannot be read, ``bad-save`` where a weight changes.
    """
    from transformers import AutoModelForCausalLM, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(source.parent, gguf_file=source.name)
        model = AutoModelForCausalLM.from_pretrained(
            source.parent, gguf_file=source.name, dtype=torch.float32
        )
    except ImportError as error:
        raise Refusal("no-package", "the package 'gguf' is not installed: pip install gguf") from error
    except (OSError, ValueError, KeyError) as error:
        reason = (str(error).splitlines() or [""])[0]
        raise Refusal("no-model", f"'{source}' cannot be read: {reason}") from error
    # Transformers 5.24 computes the weights, and goes on calling the model quantised.
    require_room(folder, models.byte_count(model), "the model")
    model.hf_quantizer = None
    model.is_quantized = False
    for owner, name in ((model, "quantization_method"), (model.config, "quantization_config")):
        if hasattr(owner, name):
            delattr(owner, name)
    with whole(folder) as half:
        model.save_pretrained(half, max_shard_size=ONE_FILE)
        tokenizer.save_pretrained(half)
        again, _ = models.read_folder(half)
        written = again.state_dict()
        changed = [
            name for name, value in model.state_dict().items() if not torch.equal(value, written[name])
        ]
        if changed:
            raise Refusal("bad-save", f"weights changed while they were written: {', '.join(changed[:3])}")


def download(name: str, revision: str, folder: Path) -> str:
    """Brings a model from the hub, and returns the commit that its files are of.

    The hub's address is ``HF_ENDPOINT``; its client finds a token by itself.
    """
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError

    if HUB_NAME.fullmatch(name) is None:
        raise Refusal("bad-request", f"'{name}' is no name of a model at the hub")
    with whole(folder) as half:
        fetched = half / "fetched"
        try:
            commit = HfApi().model_info(name, revision=revision).sha
            if commit is None:
                raise Refusal("no-model", f"the hub names no commit of '{name}'")
            snapshot_download(
                name,
                revision=commit,
                local_dir=fetched,
                allow_patterns=["*.json", "*.safetensors", "*.model", "*.txt", "*.jinja"],
            )
        except (HfHubHTTPError, OSError) as error:
            reason = (str(error).splitlines() or [""])[0]
            raise Refusal("no-model", f"'{name}' at '{revision}' cannot be had: {reason}") from error
        # Models come in any number of files, and are kept in those that every model has.
        model, tokenizer = models.read_folder(fetched, "auto")
        require_room(folder, models.byte_count(model), "the model")
        model.save_pretrained(half, max_shard_size=ONE_FILE)
        tokenizer.save_pretrained(half)
        shutil.rmtree(fetched)
    return str(commit)
