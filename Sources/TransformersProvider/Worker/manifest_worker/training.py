"""The recipe: AdamW over steps of whole documents, the same for every run of the same request."""

from __future__ import annotations

import hashlib
import json
import math
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from . import checkpoints
from .documents import Document, packed, padded, read_texts
from .models import MODEL_FIELDS, Loaded, byte_count, peft_package
from .refusals import Refusal
from .requests import Fields
from .saving import require_room

Emit = Callable[..., None]
"""Sends an event of a request: its name, and fields by their names."""


TRAINING_FIELDS = (
    "data",
    "validation",
    "to",
    "checkpoint",
    "checkpoint_minutes",
    "keeps_adapter",
    "seed",
    "epochs",
    "batch_size",
    "micro_batch_size",
    "learning_rate",
    "schedule",
    "warmup",
    "weight_decay",
    "clip",
    "packing",
    "max_length",
    "gradient_checkpointing",
    "lora",
)
"""The fields of a request to train beside those of its model."""


@dataclass(frozen=True)
class Adapters:
    """Low-rank adapters (Hu et al., 2021, arXiv:2106.09685): ``W + alpha / rank · B A``."""

    rank: int
    alpha: float
    dropout: float
    modules: tuple[str, ...]
    """The names of the layers that have them; none for all linear layers but the output."""


@dataclass(frozen=True)
class Settings:
    """What decides a training beside the model and the documents."""

    seed: int
    epochs: int
    batch_size: int
    """Documents in one step of the optimiser."""

    micro_batch_size: int
    """Documents that are in memory at once; no result depends on it but by rounding."""

    learning_rate: float
    """The peak."""

    schedule: str
    warmup: float
    """The share of the steps over which the rate rises from 0."""

    weight_decay: float
    clip: float
    """The largest norm of a step's gradient."""

    packing: bool
    """Whether the documents of a micro-batch stand in one row, in place of rows that are filled up."""

    max_length: int
    """The most tokens of a document."""

    gradient_checkpointing: bool
    lora: Adapters | None

    @staticmethod
    def read(request: Fields) -> Settings:
        """The settings of a request, with the defaults of ``docs/worker.md``."""
        lora = None
        request.allow(*MODEL_FIELDS, *TRAINING_FIELDS)
        if request.values.get("lora") is not None:
            part = request.part("lora")
            part.allow("rank", "alpha", "dropout", "modules")
            lora = Adapters(
                rank=part.count("rank", 16),
                alpha=part.amount("alpha", 32.0),
                dropout=part.amount("dropout", 0.0, most=1),
                modules=tuple(part.texts("modules", [])),
            )
        batch_size = request.count("batch_size")
        settings = Settings(
            seed=request.count("seed", 0, least=0),
            epochs=request.count("epochs"),
            batch_size=batch_size,
            micro_batch_size=min(batch_size, request.count("micro_batch_size", batch_size)),
            learning_rate=request.amount("learning_rate"),
            schedule=request.get("schedule", str, "linear"),
            warmup=request.amount("warmup", 0.05, most=1),
            weight_decay=request.amount("weight_decay", 0.0),
            clip=request.amount("clip", 1.0),
            packing=request.get("packing", bool, True),
            max_length=request.count("max_length", 2048),
            gradient_checkpointing=request.get("gradient_checkpointing", bool, False),
            lora=lora,
        )
        if settings.schedule not in SCHEDULES:
            raise Refusal("bad-request", f"'schedule' must be one of {', '.join(SCHEDULES)}")
        return settings

    def rate(self, step: int, steps: int) -> float:
        """The learning rate of a step, counted from 0: a linear rise, then the schedule."""
        rising = round(self.warmup * steps)
        if step < rising:
            return self.learning_rate * (step + 1) / rising
        progress = (step - rising) / max(1, steps - rising)
        return self.learning_rate * SCHEDULES[self.schedule](progress)


SCHEDULES: dict[str, Callable[[float], float]] = {
    "linear": lambda progress: 1 - progress,
    "cosine": lambda progress: 0.5 * (1 + math.cos(math.pi * progress)),
    "constant": lambda progress: 1.0,
}
"""The factor on the peak rate by the share of the steps that are done."""


@dataclass
class Outcome:
    """What a training has come to."""

    steps: int
    loss: float
    """The mean over the last epoch's steps."""

    tokens: int
    """The tokens that were learned, all epochs together."""

    seconds: float
    """The time of this process; less than the whole where it resumed."""

    digest: str
    """SHA-256 of the trained parameters."""


class Training:
    """One training, from its first step or from a checkpoint."""

    def __init__(
        self,
        loaded: Loaded,
        settings: Settings,
        request: Fields,
        emit: Emit,
        stop: threading.Event,
    ) -> None:
        self.loaded = loaded
        self.settings = settings
        self.emit = emit
        self.stop = stop
        texts = read_texts(request.need("data", str))
        if not texts:
            raise Refusal("no-target", "the training file is empty")
        self.documents = loaded.encoder.documents(texts, self.settings.max_length)
        validation = request.optional("validation", str)
        self.validation = (
            loaded.encoder.documents(read_texts(validation), self.settings.max_length) if validation else []
        )
        path = request.optional("checkpoint", str)
        self.checkpoint = None if path is None else Path(path)
        self.seconds_between = 60 * request.amount("checkpoint_minutes", 10.0)
        self.is_packed = self._may_pack()
        self.stamp = self._stamp(request)
        seed_everything(self.settings.seed)
        self.parameters = self._prepare()
        self.optimizer = torch.optim.AdamW(
            [parameter for _, parameter in self.parameters],
            lr=self.settings.learning_rate,
            weight_decay=self.settings.weight_decay,
        )
        self._require_room(Path(request.need("to", str)))
        self.steps_of_epoch = math.ceil(len(self.documents) / self.settings.batch_size)
        self.steps = self.steps_of_epoch * self.settings.epochs

    def _may_pack(self) -> bool:
        """A mask over packed documents takes the place of a sliding window, so none may be longer."""
        window = self.loaded.longest_packed()
        longest = max(len(document.tokens) for document in self.documents + self.validation)
        fits = window is None or longest <= window
        if self.settings.packing and not fits:
            self.emit("note", text=f"documents are longer than the window of {window} tokens: not packed")
        return self.settings.packing and fits

    def _stamp(self, request: Fields) -> str:
        """What a checkpoint must be of: the request's model, the settings and the documents' tokens."""
        parts = {
            "model": request.values.get("model"),
            "settings": asdict(self.settings),
            "documents": [(document.tokens, document.prompt_length) for document in self.documents],
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def _prepare(self) -> list[tuple[str, torch.nn.Parameter]]:
        """Makes the model trainable and returns what is trained, by name."""
        if self.settings.lora is not None:
            peft = peft_package()
            lora = self.settings.lora
            self.loaded.model = peft.get_peft_model(
                self.loaded.model,
                peft.LoraConfig(
                    r=lora.rank,
                    lora_alpha=lora.alpha,
                    lora_dropout=lora.dropout,
                    target_modules=list(lora.modules) or "all-linear",
                    task_type="CAUSAL_LM",
                ),
            )
        model = self.loaded.model
        if self.settings.gradient_checkpointing:
            model.gradient_checkpointing_enable({"use_reentrant": False})
            if self.settings.lora is not None:
                model.enable_input_require_grads()
        return [(name, value) for name, value in model.named_parameters() if value.requires_grad]

    def _require_room(self, folder: Path) -> None:
        """Refuses to begin where the disk would be full before the end.

        A checkpoint has what is trained and AdamW's two moments of it, and is written beside the one
        before it, which is there already where the training goes on; the model comes when both are there.
        """
        trained = sum(value.numel() * value.element_size() for _, value in self.parameters)
        checkpoints = 0
        if self.checkpoint is not None:
            checkpoints = 3 * trained * (1 if self.checkpoint.exists() else 2)
        require_room(folder, byte_count(self.loaded.model) + checkpoints, "the training")

    def run(self) -> Outcome:
        """Takes all steps that a checkpoint has not seen.

        - Raises ``Refusal``: ``diverged``, ``not-learning``, ``interrupted`` (a checkpoint is left).
        """
        history = self._resume()
        first = len(history)
        started = time.monotonic()
        saved = started
        self.emit(
            "started",
            documents=len(self.documents),
            steps=self.steps,
            resumed_at=first,
            trainable=sum(parameter.numel() for _, parameter in self.parameters),
            unjoined=self.loaded.encoder.unjoined,
            packed=self.is_packed,
        )
        for step in range(first, self.steps):
            point = self._step(step)
            history.append(point)
            self.emit("metric", **point)
            if step + 1 == min(3, self.steps):
                self._check_adapters()
            now = time.monotonic()
            is_last = step + 1 == self.steps
            stops = self.stop.is_set()
            if self.checkpoint and not is_last and (stops or now - saved >= self.seconds_between):
                self._save(history)
                saved = time.monotonic()
            if stops and not is_last:
                raise Refusal("interrupted", f"stopped after step {step + 1} of {self.steps}")
        self.loaded.model.eval()
        last = history[-self.steps_of_epoch :]
        return Outcome(
            steps=self.steps,
            loss=sum(point["loss"] for point in last) / len(last),
            tokens=self.settings.epochs * sum(document.target_count for document in self.documents),
            seconds=time.monotonic() - started,
            digest=digest(self.parameters),
        )

    def _step(self, step: int) -> dict[str, Any]:
        """One step of the optimiser, and at the end of an epoch the loss over the validation file."""
        epoch, place = divmod(step, self.steps_of_epoch)
        chosen = self._order(epoch)[place * self.settings.batch_size :][: self.settings.batch_size]
        targets = sum(document.target_count for document in chosen)
        rate = self.settings.rate(step, self.steps)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.loaded.model.train()
        total = 0.0
        for part in parts(chosen, self.settings.micro_batch_size):
            losses = self._losses(part)
            # Divided by the targets of the whole step, so that no result depends on its parts.
            (losses.sum() / targets).backward()  # type: ignore[no-untyped-call]
            total += float(losses.detach().sum())
        norm = float(
            torch.nn.utils.clip_grad_norm_(
                [parameter for _, parameter in self.parameters], self.settings.clip
            )
        )
        if not math.isfinite(total) or not math.isfinite(norm):
            raise self._diverged("loss", step)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        point: dict[str, Any] = {
            "step": step + 1,
            "epoch": epoch + 1,
            "loss": total / targets,
            "rate": rate,
        }
        if self.validation and place + 1 == self.steps_of_epoch:
            point["validation_loss"] = self._validation_loss()
            if not math.isfinite(point["validation_loss"]):
                raise self._diverged("validation loss", step)
        return point

    def _diverged(self, what: str, step: int) -> Refusal:
        return Refusal(
            "diverged",
            f"the {what} is no longer a finite number at step {step + 1} of {self.steps}; try a "
            f"'learning-rate' below {self.settings.learning_rate:g}",
        )

    def _order(self, epoch: int) -> list[Document]:
        """The documents of an epoch, in an order that depends on the seed and the epoch alone."""
        documents = list(self.documents)
        random.Random(f"{self.settings.seed}/{epoch}").shuffle(documents)
        return documents

    def _losses(self, documents: Sequence[Document]) -> torch.Tensor:
        make = packed if self.is_packed else padded
        return self.loaded.losses(make(documents, self.loaded.device))

    @torch.no_grad()
    def _validation_loss(self) -> float:
        """The mean loss of a target token over the validation file."""
        self.loaded.model.eval()
        total = 0.0
        for part in parts(self.validation, self.settings.micro_batch_size):
            total += float(self._losses(part).sum())
        return total / sum(document.target_count for document in self.validation)

    def _check_adapters(self) -> None:
        """Adapters begin as zeros; where they stay so, no gradient reaches them."""
        ups = [value for name, value in self.parameters if "lora_B" in name]
        if ups and self.settings.learning_rate > 0 and not any(bool(value.any()) for value in ups):
            raise Refusal("not-learning", "the adapters do not change: no gradient reaches them")

    def _resume(self) -> list[dict[str, Any]]:
        """Sets everything as a checkpoint has it, and tells again what was measured before it."""
        if self.checkpoint is None or not self.checkpoint.exists():
            return []
        history = checkpoints.restore(
            self.checkpoint, self.stamp, self.parameters, self.optimizer, self.loaded.device
        )
        for point in history:
            self.emit("metric", **point)
        return history

    def _save(self, history: list[dict[str, Any]]) -> None:
        if self.checkpoint is not None:
            checkpoints.save(self.checkpoint, self.stamp, self.parameters, self.optimizer, history)
            self.emit("checkpoint", step=len(history))


def parts(documents: Sequence[Document], size: int) -> Iterator[Sequence[Document]]:
    """The documents in groups of a size, the last of which may be smaller."""
    for start in range(0, len(documents), size):
        yield documents[start : start + size]


def seed_everything(seed: int) -> None:
    """Sets every generator that the libraries draw from, and asks for kernels that repeat themselves."""
    random.seed(seed)
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True, warn_only=True)


def digest(parameters: Sequence[tuple[str, torch.Tensor]]) -> str:
    """SHA-256 over names and values of parameters."""
    sha = hashlib.sha256()
    for name, value in parameters:
        sha.update(name.encode())
        sha.update(value.detach().float().cpu().contiguous().view(torch.uint8).numpy().tobytes())
    return sha.hexdigest()
