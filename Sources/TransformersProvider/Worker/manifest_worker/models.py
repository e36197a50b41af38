"""Loading models, and refusing those that would not be what they are taken for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers
from safetensors import SafetensorError
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

from .documents import IGNORED, Batch, Encoder
from .refusals import Refusal
from .requests import Fields

MODEL_FIELDS = ("id", "do", "model", "precision", "document_start", "document_end")
"""The fields of a request that say which model does it and how."""


def device() -> torch.device:
    """The one device that this process computes on."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@dataclass
class Loaded:
    """A model that is ready to be trained or asked."""

    model: Any
    """A causal language model of Transformers, maybe with adapters of PEFT around it."""

    tokenizer: Any
    encoder: Encoder
    device: torch.device
    computes_in: torch.dtype
    """The type of matrix products; the weights are float32."""

    @property
    def has_adapters(self) -> bool:
        """Whether the model is one of PEFT."""
        return hasattr(self.model, "peft_config")

    def autocast(self) -> torch.autocast:
        """Where matrix products are computed in a smaller type, this does it."""
        return torch.autocast(
            self.device.type, self.computes_in, enabled=self.computes_in is not torch.float32
        )

    def losses(self, batch: Batch) -> torch.Tensor:
        """The negative log-probability of each target of a batch, row by row, in float32."""
        is_target = batch.labels != IGNORED
        with self.autocast():
            if batch.labels.shape[0] == 1:
                # The vocabulary is large: it is computed only where something is predicted.
                places = is_target[0].nonzero()[:, 0]
                output = self.model(**batch.inputs, use_cache=False, logits_to_keep=places)
                logits = output.logits[0]
            else:
                output = self.model(**batch.inputs, use_cache=False)
                logits = output.logits[is_target]
        return torch.nn.functional.cross_entropy(logits.float(), batch.targets, reduction="none")

    def decoded(self, tokens: Sequence[int]) -> str:
        """The text of tokens, marks included."""
        text: str = self.tokenizer.decode(
            tokens, skip_special_tokens=False, clean_up_tokenization_spaces=False
        )
        return text

    @property
    def token_count(self) -> int:
        """The tokens that both the tokenizer and the model have."""
        rows: int = self.model.get_input_embeddings().weight.shape[0]
        return min(len(self.tokenizer), rows)

    @property
    def most_places(self) -> int | None:
        """The tokens that the model has places for; nil where it does not say."""
        places = getattr(self.model.config, "max_position_embeddings", None)
        return places if isinstance(places, int) else None

    def longest_packed(self) -> int | None:
        """The length up to which attention is to all that came before; nil where it always is."""
        window = getattr(self.model.config, "sliding_window", None)
        return window if isinstance(window, int) else None


def load(request: Fields) -> Loaded:
    """The model that a request names, in float32 on the device.

    ``model`` has one of ``folder`` (as ``save_pretrained`` leaves it, in safetensors) and ``random`` (a
    configuration with ``model_type``, initialised from ``seed``). ``adapter`` is a folder of PEFT.
    """
    source = request.part("model")
    source.allow("folder", "random", "seed", "adapter")
    if "random" in source.values:
        model, tokenizer = random_model(source.need("random", dict), source.get("seed", int, 0))
    else:
        model, tokenizer = read_folder(Path(source.need("folder", str)))
    if (adapter := source.optional("adapter", str)) is not None:
        model = _with_adapter(model, Path(adapter))
    encoder = Encoder(
        tokenizer,
        request.optional("document_start", str),
        request.optional("document_end", str),
    )
    place = device()
    model.to(place).eval()
    return Loaded(model, tokenizer, encoder, place, _product_type(request, place))


def _product_type(request: Fields, place: torch.device) -> torch.dtype:
    precision = request.get("precision", str, "auto")
    types = {"fp32": torch.float32, "bf16": torch.bfloat16}
    if precision == "auto":
        has_bf16 = place.type == "cuda" and torch.cuda.is_bf16_supported()
        return torch.bfloat16 if has_bf16 else torch.float32
    if precision not in types:
        raise Refusal("bad-request", f"'precision' must be auto, fp32 or bf16, not '{precision}'")
    return types[precision]


def byte_count(model: Any) -> int:
    """The bytes of a model's weights, each counted once."""
    return sum(value.numel() * value.element_size() for value in model.parameters())


def read_folder(folder: Path, dtype: torch.dtype | str = torch.float32) -> tuple[Any, Any]:
    """The model of a folder, and its tokenizer.

    - ``dtype``: The type of its weights. ``auto`` is the file's own, in which AdamW loses small updates.
    - Raises ``Refusal``: ``no-model``, ``unsafe-model``, ``incomplete-model``.
    """
    check_folder(folder)
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, use_fast=True, trust_remote_code=False)
        model, report = AutoModelForCausalLM.from_pretrained(
            folder,
            dtype=dtype,
            use_safetensors=True,
            trust_remote_code=False,
            output_loading_info=True,
        )
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        if "DefaultCPUAllocator" in str(error):
            raise
        reason = (str(error).splitlines() or [""])[0]
        raise Refusal("no-model", f"'{folder}' cannot be loaded: {reason}") from error
    check_report(report, str(folder), tied=_tied_names(model))
    return model, tokenizer


def check_folder(folder: Path) -> None:
    """Refuses a folder that is no model, would run code of its own, or is not in safetensors."""
    configuration = folder / "config.json"
    if not configuration.is_file():
        raise Refusal("no-model", f"'{folder}' has no file 'config.json'")
    try:
        settings = json.loads(configuration.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Refusal("no-model", f"'{configuration}' is no JSON: {error}") from error
    if "auto_map" in settings:
        raise Refusal("unsafe-model", f"'{folder}' needs code of its own, which is never run")
    if not list(folder.glob("*.safetensors")):
        others = sorted(
            path.name for pattern in ("*.bin", "*.pt", "*.pth") for path in folder.glob(pattern)
        )
        found = f"; {', '.join(others)} may hold code and are not read" if others else ""
        raise Refusal("unsafe-model", f"'{folder}' has no weights in safetensors{found}")


def check_report(report: dict[str, Any], name: str, tied: set[str]) -> None:
    """Refuses what the library would have made up or left out without a word."""
    missing = sorted(set(report.get("missing_keys", ())) - tied)
    unexpected = sorted(report.get("unexpected_keys", ()))
    mismatched = sorted(str(key) for key in report.get("mismatched_keys", ()))
    for keys, sentence in (
        (missing, "lacks tensors, which would be random numbers"),
        (unexpected, "has tensors that its architecture does not have"),
        (mismatched, "has tensors of another shape than its architecture"),
    ):
        if keys:
            more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
            raise Refusal("incomplete-model", f"'{name}' {sentence}: {', '.join(keys[:3])}{more}")


def _tied_names(model: Any) -> set[str]:
    """The parameters that are another one's, which a file need not have."""
    names = getattr(model, "all_tied_weights_keys", None) or getattr(model, "_tied_weights_keys", None)
    return set(names or ())


def random_model(settings: dict[str, Any], seed: int) -> tuple[Any, Any]:
    """A model of random weights over bytes, for tests and for learning from nothing."""
    settings = dict(settings)
    tokenizer = byte_tokenizer()
    try:
        configuration = AutoConfig.for_model(
            settings.pop("model_type"),
            vocab_size=len(tokenizer),
            bos_token_id=0,
            eos_token_id=0,
            pad_token_id=0,
            **settings,
        )
        torch.manual_seed(seed)
        model = AutoModelForCausalLM.from_config(configuration, dtype=torch.float32)
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal("no-model", f"the configuration is none: {error}") from error
    return model, tokenizer


def byte_tokenizer() -> Any:
    """A tokenizer whose tokens are bytes, and a mark for the end of a document."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {"<|endoftext|>": 0, **{piece: index + 1 for index, piece in enumerate(alphabet)}}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<|endoftext|>", eos_token="<|endoftext|>"
    )


def _with_adapter(model: Any, adapter: Path) -> Any:
    peft = peft_package()
    try:
        return peft.PeftModel.from_pretrained(model, adapter, is_trainable=False)
    except (OSError, ValueError, RuntimeError) as error:
        reason = (str(error).splitlines() or [""])[0]
        raise Refusal("no-model", f"the adapter '{adapter}' cannot be loaded: {reason}") from error


def peft_package() -> Any:
    """The package PEFT."""
    try:
        import peft
    except ImportError as error:
        raise Refusal("no-package", "the package 'peft' is not installed: pip install peft") from error
    return peft
