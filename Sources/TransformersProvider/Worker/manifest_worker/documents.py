"""From texts to tokens, and from tokens to batches.

A document is a prompt, on which there is no loss, and a completion, which is learned to its last token
and the end mark. A document without a prompt is learned as a whole; its start mark is what the first
token is predicted from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch

from .refusals import Refusal

IGNORED = -100
"""The label of a place where nothing is predicted."""


class Tokenizer(Protocol):
    """What is used of a tokenizer of Transformers."""

    bos_token_id: int | None
    eos_token_id: int | None

    def __len__(self) -> int: ...
    def __call__(self, text: str, *, add_special_tokens: bool) -> Any:
        """The tokens of a text, as ``input_ids``."""

    def convert_tokens_to_ids(self, tokens: str) -> int | None:
        """The token of a name."""

    def decode(self, token_ids: Sequence[int], **options: Any) -> str:
        """The text of tokens."""


@dataclass(frozen=True)
class Text:
    """A prompt and its completion, as a line of a training file has them."""

    prompt: str
    completion: str


@dataclass(frozen=True)
class Document:
    """The tokens of a document; of them the first ``prompt_length`` are given and not learned."""

    tokens: tuple[int, ...]
    prompt_length: int

    @property
    def labels(self) -> list[int]:
        """For each place the token that comes next, where it is learned."""
        learned = self.tokens[self.prompt_length :]
        return [IGNORED] * (self.prompt_length - 1) + list(learned) + [IGNORED]

    @property
    def target_count(self) -> int:
        """How many tokens are learned."""
        return len(self.tokens) - self.prompt_length


def read_texts(path: str) -> list[Text]:
    """The lines of a file of JSON objects with the texts ``prompt`` and ``completion``."""
    texts: list[Text] = []
    with Path(path).open(encoding="utf-8", errors="strict", newline="\n") as file:
        try:
            lines = file.readlines()
        except UnicodeDecodeError as error:
            raise Refusal("bad-request", f"'{path}' is not UTF-8: {error}") from error
        for number, line in enumerate(lines, start=1):
            try:
                fields = json.loads(line)
                text = Text(fields["prompt"], fields["completion"])
            except (ValueError, KeyError, TypeError) as error:
                raise Refusal(
                    "bad-request", f"line {number} of '{path}' has no prompt and completion: {error}"
                ) from error
            if not isinstance(text.prompt, str) or not isinstance(text.completion, str):
                raise Refusal("bad-request", f"line {number} of '{path}' has no texts")
            texts.append(text)
    return texts


class Encoder:
    """Makes documents of texts with a tokenizer, whose own additions of marks are turned off."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        document_start: str | None = None,
        document_end: str | None = None,
    ) -> None:
        self.tokenizer = tokenizer
        self.start = self._mark(document_start, tokenizer.bos_token_id, tokenizer.eos_token_id)
        self.end = self._mark(document_end, tokenizer.eos_token_id)
        self.unjoined = 0
        """The documents whose prompt has other tokens alone than before its completion."""

    def _mark(self, name: str | None, *defaults: int | None) -> int:
        if name is not None:
            token = self.tokenizer.convert_tokens_to_ids(name)
            if token is None or self.tokenizer.decode([token]) != name:
                raise Refusal("tokenizer", f"the tokenizer has no token '{name}'")
            return token
        token = next((token for token in defaults if token is not None), None)
        if token is None:
            raise Refusal(
                "tokenizer",
                "the tokenizer names no token for the start or end of a document; set "
                "'document-start' and 'document-end'",
            )
        return token

    def ids(self, text: str) -> list[int]:
        """The tokens of a text, without marks before and after it."""
        return list(self.tokenizer(text, add_special_tokens=False).input_ids)

    def prompt(self, text: str) -> list[int]:
        """The tokens that a model is asked with: what training has shown it before a completion."""
        return [self.start, *self.ids(text)]

    def started(self, tokens: Sequence[int]) -> list[int]:
        """Tokens after the start mark, which they may begin with already."""
        return list(tokens) if tokens and tokens[0] == self.start else [self.start, *tokens]

    def document(self, text: Text, *, is_ended: bool = True) -> Document:
        """The tokens of a prompt and its completion.

        A prompt has the tokens that it is asked with. Where the tokenizer would join its end with the
        beginning of the completion, the two are tokenised apart, and ``unjoined`` counts it.
        """
        prompt = self.ids(text.prompt)
        whole = self.ids(text.prompt + text.completion) if text.prompt else self.ids(text.completion)
        if whole[: len(prompt)] == prompt:
            completion = whole[len(prompt) :]
        else:
            completion = self.ids(text.completion)
            self.unjoined += 1
        end = [self.end] if is_ended else []
        return Document((self.start, *prompt, *completion, *end), 1 + len(prompt))

    def documents(self, texts: Sequence[Text], most_tokens: int) -> list[Document]:
        """The documents of a file, each with something to learn, none longer than allowed."""
        documents = []
        for number, text in enumerate(texts, start=1):
            document = self.document(text)
            if len(document.tokens) > most_tokens:
                raise Refusal(
                    "document-too-long",
                    f"line {number} has {len(document.tokens)} tokens, and at most {most_tokens} are "
                    f"allowed: {text.prompt[:40]!r} {text.completion[:40]!r}",
                )
            if not text.completion:
                raise Refusal("no-target", f"line {number} has an empty completion")
            documents.append(document)
        return documents


@dataclass(frozen=True)
class Batch:
    """The inputs of a model, and which tokens come next at which places."""

    inputs: dict[str, torch.Tensor]
    labels: torch.Tensor
    """Shape: rows, places."""

    @property
    def targets(self) -> torch.Tensor:
        """The tokens that are predicted, row by row."""
        return self.labels[self.labels != IGNORED]


def packed(documents: Sequence[Document], device: torch.device) -> Batch:
    """Documents one after another in one row, none of which sees another.

    The mask says so outright: position ids alone are ignored by some architectures, in silence.
    """
    tokens = [token for document in documents for token in document.tokens]
    places = [place for document in documents for place in range(len(document.tokens))]
    labels = [label for document in documents for label in document.labels]
    owner = torch.tensor(
        [index for index, document in enumerate(documents) for _ in document.tokens], device=device
    )
    visible = (owner[:, None] == owner[None, :]).tril()
    mask = torch.zeros(visible.shape, device=device).masked_fill(~visible, torch.finfo(torch.float32).min)
    inputs = {
        "input_ids": torch.tensor([tokens], device=device),
        "position_ids": torch.tensor([places], device=device),
        "attention_mask": mask[None, None],
    }
    return Batch(inputs, torch.tensor([labels], device=device))


def padded(documents: Sequence[Document], device: torch.device) -> Batch:
    """A row for each document, filled up at its end; what fills up is known by its place, not its token."""
    length = max(len(document.tokens) for document in documents)

    def rows(values: Iterator[tuple[list[int], int]]) -> torch.Tensor:
        return torch.tensor([row + [filler] * (length - len(row)) for row, filler in values], device=device)

    inputs = {
        "input_ids": rows((list(document.tokens), document.tokens[-1]) for document in documents),
        "attention_mask": rows(([1] * len(document.tokens), 0) for document in documents),
    }
    return Batch(inputs, rows((document.labels, IGNORED) for document in documents))
