"""Completions of prompts, and how likely a model finds given ones."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch

from .documents import Text, padded
from .models import Loaded
from .refusals import Refusal
from .spelling import Spelling


@dataclass(frozen=True)
class Completion:
    """What a model said after a prompt, and whether it ended by itself."""

    text: str
    is_finished: bool


@dataclass(frozen=True)
class Kept:
    """The tokens that a model said after a prompt, without the end, and whether a token ended them."""

    tokens: list[int]
    is_ended: bool


@dataclass(frozen=True)
class Score:
    """The natural logarithm of a target's probability, and its number of tokens."""

    log_probability: float
    tokens: int


class Questions:
    """Asks one model, several prompts at once."""

    def __init__(self, loaded: Loaded, stop: threading.Event) -> None:
        self.loaded = loaded
        self.stop = stop
        self.batch_size = 16
        self._ends: dict[tuple[str, ...], list[int]] = {}

    @cached_property
    def spelling(self) -> Spelling:
        """What the model's tokens are written as."""
        return Spelling(self.loaded.tokenizer)

    @torch.inference_mode()
    def completions(
        self,
        prompts: Sequence[str],
        *,
        most_tokens: int,
        stops: Sequence[str],
        temperature: float,
        seed: int,
        tell: Callable[[int], None],
    ) -> list[Completion]:
        """Each prompt's completion up to a stop text, in the order of the prompts.

        At temperature 0 the likeliest token is taken every time. Above, draws depend on the seed and
        the prompts, not on what else was asked before.
        """
        tokens = [self.loaded.encoder.prompt(prompt) for prompt in prompts]
        ends = self.ending_tokens(stops)

        def seeded(chosen: Sequence[int]) -> str:
            texts = "\0".join(prompts[index] for index in chosen)
            return f"{seed}\0{texts}"

        found: dict[int, Completion] = {}
        for rows in self.continuations(tokens, most_tokens, temperature, 1.0, ends, seeded):
            for index, row in rows.items():
                found[index] = self.completion(self.kept(row, ends), stops)
            tell(len(found))
        return [found[index] for index in range(len(prompts))]

    @torch.inference_mode()
    def continuations(
        self,
        tokens: Sequence[Sequence[int]],
        most_tokens: int,
        temperature: float,
        top_p: float,
        ends: list[int],
        seeded: Callable[[Sequence[int]], str],
    ) -> Iterator[dict[int, list[int]]]:
        """What is generated after each prompt, by the prompt's place; a part of the prompts at a time.

        ``seeded`` gives what the draws for some prompts depend on.
        """
        encoder = self.loaded.encoder
        for chosen in self._groups([len(row) for row in tokens]):
            rows = [tokens[index] for index in chosen]
            length = max(len(row) for row in rows)
            # The end of every prompt is at the row's end; what fills up is known by its place.
            inputs = torch.tensor([[encoder.start] * (length - len(row)) + list(row) for row in rows])
            mask = torch.tensor([[0] * (length - len(row)) + [1] * len(row) for row in rows])
            if temperature > 0:
                digest = hashlib.sha256(seeded(chosen).encode()).digest()
                torch.manual_seed(int.from_bytes(digest[:8], "little") >> 1)
            with self.loaded.autocast():
                output = self.loaded.model.generate(
                    input_ids=inputs.to(self.loaded.device),
                    attention_mask=mask.to(self.loaded.device),
                    generation_config=self._generation(most_tokens, temperature, top_p, ends),
                )
            yield dict(zip(chosen, output[:, length:].tolist(), strict=True))

    def _generation(self, most_tokens: int, temperature: float, top_p: float, ends: list[int]) -> Any:
        """Settings that say everything, so that none of the model's own hold."""
        from transformers import GenerationConfig

        return GenerationConfig(
            max_new_tokens=most_tokens,
            do_sample=temperature > 0,
            temperature=temperature if temperature > 0 else None,
            top_k=0 if temperature > 0 else None,
            top_p=top_p if temperature > 0 else None,
            num_beams=1,
            repetition_penalty=1.0,
            eos_token_id=ends,
            pad_token_id=self.loaded.encoder.end,
            bos_token_id=None,
        )

    def ending_tokens(self, stops: Sequence[str]) -> list[int]:
        """The end of a document, and every token with a stop text in it; texts are cut there too."""
        if (known := self._ends.get(tuple(stops))) is not None:
            return known
        tokenizer = self.loaded.tokenizer
        ends = {self.loaded.encoder.end}
        if any(stops):
            for token in range(len(tokenizer)):
                text = tokenizer.decode([token])
                if any(stop in text for stop in stops if stop):
                    ends.add(token)
        self._ends[tuple(stops)] = sorted(ends)
        return self._ends[tuple(stops)]

    def kept(self, row: list[int], ends: list[int]) -> Kept:
        """What counts of a generated row: the tokens up to the first that ends it."""
        end = next((place for place, token in enumerate(row) if token in ends), None)
        tokens = row if end is None else row[: end + 1]
        if tokens and tokens[-1] == self.loaded.encoder.end:
            tokens = tokens[:-1]
        return Kept(tokens, end is not None)

    def completion(self, kept: Kept, stops: Sequence[str]) -> Completion:
        """The text of what was generated, cut at a stop text."""
        text = self.loaded.decoded(kept.tokens)
        cuts = [place for stop in stops if stop and (place := text.find(stop)) >= 0]
        return Completion(text[: min(cuts)] if cuts else text, kept.is_ended or bool(cuts))

    @torch.inference_mode()
    def scores(self, items: Sequence[Text], *, tell: Callable[[int], None]) -> list[Score]:
        """How likely each completion is after its prompt, in the order of the items."""
        documents = [self.loaded.encoder.document(item, is_ended=False) for item in items]
        for number, document in enumerate(documents, start=1):
            if document.target_count == 0:
                raise Refusal("no-target", f"item {number} has an empty target")
        found: dict[int, Score] = {}
        for chosen in self._groups([len(document.tokens) for document in documents]):
            batch = padded([documents[index] for index in chosen], self.loaded.device)
            losses = self.loaded.losses(batch)
            counts = [documents[index].target_count for index in chosen]
            for index, row in zip(chosen, torch.split(losses.double(), counts), strict=True):
                found[index] = Score(-float(row.sum()), len(row))
            tell(len(found))
        return [found[index] for index in range(len(items))]

    def _groups(self, lengths: Sequence[int]) -> Iterator[list[int]]:
        """Items of like length together, the longest first, so that memory runs out at once or never."""
        order = sorted(range(len(lengths)), key=lambda index: (-lengths[index], index))
        for start in range(0, len(order), self.batch_size):
            if self.stop.is_set():
                raise Refusal("interrupted", "nobody waits for the answers any more")
            yield order[start : start + self.batch_size]
