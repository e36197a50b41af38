"""Texts to tokens to batches, and that no form of a batch changes what is computed."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from conftest import FAMILIES, PARTED, WHOLE
from manifest_worker import models
from manifest_worker.documents import IGNORED, Document, Encoder, Text, packed, padded
from manifest_worker.models import Loaded
from manifest_worker.refusals import Refusal

CPU = torch.device("cpu")


def loaded(family: str) -> Loaded:
    """A small random model."""
    model, tokenizer = models.random_model(FAMILIES[family], seed=3)
    return Loaded(model.eval(), tokenizer, Encoder(tokenizer), CPU, torch.float32)


@pytest.mark.parametrize("family", FAMILIES)
@torch.no_grad()
def test_packed_padded_single_and_direct_agree(family: str) -> None:
    model = loaded(family)
    texts = [Text(*text) for text in WHOLE + PARTED]
    documents = model.encoder.documents(texts, 512)
    direct = []
    for document in documents:
        row = model.model(torch.tensor([document.tokens]), use_cache=False).logits[0].log_softmax(-1)
        direct += [
            -row[place - 1, document.tokens[place]]
            for place in range(document.prompt_length, len(document.tokens))
        ]
    expected = torch.stack(direct)
    assert len(expected) == sum(document.target_count for document in documents)
    single = torch.cat([model.losses(padded([document], CPU)) for document in documents])
    for found in (
        model.losses(packed(documents, CPU)),
        model.losses(padded(documents, CPU)),
        single,
    ):
        assert float((found - expected).abs().max()) < 1e-5


@pytest.mark.parametrize("family", FAMILIES)
@torch.no_grad()
def test_a_packed_document_sees_no_other(family: str) -> None:
    model = loaded(family)
    first, second, third = model.encoder.documents([Text(*text) for text in PARTED], 512)
    beside = model.losses(packed([first, second], CPU))[first.target_count :]
    other = model.losses(packed([third, second], CPU))[third.target_count :]
    assert float((beside - other).abs().max()) < 1e-5


def test_the_loss_is_on_the_completion_alone() -> None:
    encoder = loaded("llama").encoder
    document = encoder.document(Text("ab", "cd"))
    assert len(document.tokens) == 6  # start, a, b, c, d, end
    assert document.labels == [IGNORED, IGNORED, *document.tokens[3:], IGNORED]
    whole = encoder.document(Text("", "cd"))
    assert whole.labels == [*whole.tokens[1:], IGNORED]
    assert whole.target_count == 3


def test_a_prompt_changes_nothing_of_what_is_learned_of_others() -> None:
    model = loaded("gpt2")
    texts = [Text("Q: a? A:", " b\n"), Text("Q: a longer question? A:", " b\n")]
    labels = [
        [label for label in document.labels if label != IGNORED]
        for document in model.encoder.documents(texts, 512)
    ]
    assert labels[0] == labels[1]


class Joining:
    """A tokenizer that joins ``a`` and ``b`` where they stand together."""

    bos_token_id = 0
    eos_token_id = 1
    words = ("<s>", "</s>", "ab", "a", "b", "c")

    def __len__(self) -> int:
        return len(self.words)

    def __call__(self, text: str, *, add_special_tokens: bool) -> Any:
        assert not add_special_tokens
        ids = []
        while text:
            word = next(word for word in self.words[2:] if text.startswith(word))
            ids.append(self.words.index(word))
            text = text[len(word) :]
        return type("Encoding", (), {"input_ids": ids})

    def convert_tokens_to_ids(self, tokens: str) -> int | None:
        return self.words.index(tokens) if tokens in self.words else None

    def decode(self, token_ids: list[int], **_: Any) -> str:
        return "".join(self.words[token] for token in token_ids)


def test_a_prompt_is_learned_as_it_is_asked() -> None:
    encoder = Encoder(Joining())
    assert encoder.document(Text("ca", "c")) == Document((0, 5, 3, 5, 1), 3)
    assert encoder.unjoined == 0
    # Together 'ab' is one token, which no prompt that ends with 'a' has.
    assert encoder.document(Text("ca", "b")) == Document((0, 5, 3, 4, 1), 3)
    assert encoder.unjoined == 1
    assert encoder.prompt("ca") == [0, 5, 3]


def test_marks_are_the_tokenizers_or_those_named() -> None:
    assert Encoder(Joining(), document_start="c", document_end="b").document(Text("", "a")).tokens == (
        5,
        3,
        4,
    )
    with pytest.raises(Refusal, match="no token 'x'"):
        Encoder(Joining(), document_start="x")


def test_documents_that_cannot_be_learned_are_named() -> None:
    encoder = Encoder(Joining())
    with pytest.raises(Refusal, match="line 2 has 6 tokens, and at most 5") as long:
        encoder.documents([Text("", "abc"), Text("c", "ccc")], 5)
    assert long.value.code == "document-too-long"
    with pytest.raises(Refusal, match="line 1 has an empty completion"):
        encoder.documents([Text("c", "")], 5)
