"""Prompts and completions token by token, with how likely the model found each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from .asking import Completion, Questions
from .models import Loaded
from .refusals import Refusal

Prompt = str | list[int]
"""A text, or tokens, before which the start mark goes unless they begin with it."""

AT_ONCE = 128
"""The places whose probabilities are in memory at once: a vocabulary is large."""


@dataclass(frozen=True)
class Wish:
    """What is asked about the tokens of prompts."""

    most_tokens: int
    stops: Sequence[str]
    temperature: float
    top_p: float
    seed: int | None
    """What draws depend on, with the prompts and their places; nil for draws as ``complete`` has them."""

    scores: bool
    alternatives: int
    """The likeliest tokens to tell at each place."""


class Telling:
    """Tells the tokens of prompts and of what one model says after them."""

    def __init__(self, questions: Questions) -> None:
        self.questions = questions

    @property
    def loaded(self) -> Loaded:
        """The model."""
        return self.questions.loaded

    def checked(self, tokens: Sequence[int], number: int) -> list[int]:
        """Tokens that the model has.

        - Raises ``Refusal``: ``bad-request`` for another number.
        """
        count = self.loaded.token_count
        if (foreign := next((token for token in tokens if not 0 <= token < count), None)) is not None:
            raise Refusal(
                "bad-request",
                f"prompt {number} has the token {foreign}, and the model's are 0 to {count - 1}: "
                "the numbers are another tokenizer's",
            )
        return list(tokens)

    def answers(self, prompts: Sequence[Prompt], wish: Wish) -> list[dict[str, Any]]:
        """Each prompt's tokens and those that follow, in the order of the prompts."""
        encoder = self.loaded.encoder
        given = [
            encoder.ids(prompt) if isinstance(prompt, str) else self.checked(prompt, number)
            for number, prompt in enumerate(prompts, start=1)
        ]
        rows = [
            encoder.prompt(prompt) if isinstance(prompt, str) else encoder.started(prompt)
            for prompt in prompts
        ]
        self._check_lengths(rows, wish.most_tokens)
        said = self._said(rows, wish)
        answers = []
        for tokens, row, (completion, following) in zip(given, rows, said, strict=True):
            told = self._told(row + following, wish)
            # A start mark that was given is told, with nothing before it.
            start = [{"bytes": self._bytes(row[0])}] if len(tokens) == len(row) else []
            cut = len(told) - len(following)
            answers.append({**vars(completion), "prompt_tokens": start + told[:cut], "tokens": told[cut:]})
        return answers

    def _check_lengths(self, rows: Sequence[list[int]], most_tokens: int) -> None:
        places = self.loaded.most_places
        for number, row in enumerate(rows, start=1):
            if places is not None and len(row) + most_tokens > places:
                raise Refusal(
                    "document-too-long",
                    f"prompt {number} has {len(row)} tokens; with up to {most_tokens} more that is "
                    f"above the {places} that the model has places for",
                )

    def _said(self, rows: Sequence[list[int]], wish: Wish) -> list[tuple[Completion, list[int]]]:
        """The completion after each row, and its tokens: the end mark alone where nothing is before it."""
        if wish.most_tokens == 0:
            return [(Completion("", False), []) for _ in rows]
        ends = self.questions.ending_tokens(wish.stops)

        def seeded(chosen: Sequence[int]) -> str:
            places = "" if wish.seed is None else json.dumps([wish.seed, list(chosen)])
            texts = "\0".join(self.loaded.decoded(rows[index][1:]) for index in chosen)
            return f"0\0{texts}{places}"

        found: dict[int, tuple[Completion, list[int]]] = {}
        for part in self.questions.continuations(
            rows, wish.most_tokens, wish.temperature, wish.top_p, ends, seeded
        ):
            for index, row in part.items():
                kept = self.questions.kept(row, ends)
                completion = self.questions.completion(kept, wish.stops)
                if not kept.tokens:
                    found[index] = completion, [self.loaded.encoder.end]
                    continue
                found[index] = completion, self._before_stop(completion, kept.tokens)
        return [found[index] for index in range(len(rows))]

    def _before_stop(self, completion: Completion, tokens: list[int]) -> list[int]:
        """The tokens that a completion is made of: without those that stand wholly in a stop text."""
        if completion.text == self.loaded.decoded(tokens):
            return tokens
        left = len(completion.text.encode())
        for place, token in enumerate(tokens):
            if left <= 0:
                return tokens[:place]
            left -= len(self._bytes(token))
        return tokens

    def _bytes(self, token: int) -> list[int]:
        """The bytes of a token; none of the end mark, which is no part of a text."""
        return [] if token == self.loaded.encoder.end else self.questions.spelling.bytes_of(token)

    @torch.inference_mode()
    def _told(self, row: list[int], wish: Wish) -> list[dict[str, Any]]:
        """The tokens of a row after its first, each row alone, so that others change nothing."""
        targets = row[1:]
        if not wish.scores or not targets:
            return [{"bytes": self._bytes(token)} for token in targets]
        loaded = self.loaded
        inputs = torch.tensor([row[:-1]], device=loaded.device)
        with loaded.autocast():
            logits = loaded.model(input_ids=inputs, use_cache=False).logits[0]
        told = []
        for start in range(0, len(targets), AT_ONCE):
            part = torch.log_softmax(logits[start : start + AT_ONCE].float(), dim=-1)
            values, places = part.topk(wish.alternatives, dim=-1)
            for index, (best, tokens) in enumerate(zip(values.tolist(), places.tolist(), strict=True)):
                target = targets[start + index]
                told.append(
                    {
                        "bytes": self._bytes(target),
                        "log_probability": float(part[index, target]),
                        "alternatives": [
                            {"bytes": self._bytes(token), "log_probability": value}
                            for token, value in zip(tokens, best, strict=True)
                        ],
                    }
                )
        return told
