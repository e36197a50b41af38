"""Tokens of prompts and completions, and texts as tokens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import FAMILIES, WorkerProcess
from test_models import QUESTIONS, ask, complete, request, score, trained

LLAMA = {"random": FAMILIES["llama"]}
MARK = 0
"""The start and the end of a document, of models over bytes."""


def tell(
    worker: WorkerProcess, prompts: list[str] | list[list[int]], **fields: Any
) -> list[dict[str, Any]]:
    """What is told of prompts, with probabilities."""
    fields = {"model": LLAMA, "maximum_tokens": 0, "scores": True, **fields}
    answers: list[dict[str, Any]] = ask(worker, "tell", prompts=prompts, **fields)["answers"]
    return answers


def tokens(worker: WorkerProcess, text: str, **fields: Any) -> list[int]:
    """The tokens of a text."""
    found: list[int] = ask(worker, "tokenize", texts=[text], **{"model": LLAMA, **fields})["tokens"][0]
    return found


def written(told: list[dict[str, Any]]) -> bytes:
    """What tokens are written as."""
    return b"".join(bytes(token["bytes"]) for token in told)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_probabilities_of_a_target_are_its_score(
    family: str, worker: WorkerProcess, tmp_path: Path
) -> None:
    trained(worker, request(tmp_path, model={"random": FAMILIES[family]}, epochs=2))
    model = {"folder": str(tmp_path / "model")}
    answers = tell(worker, [f"{question} Lima" for question in QUESTIONS], model=model)
    sums = [sum(token["log_probability"] for token in answer["prompt_tokens"][-5:]) for answer in answers]
    # Scores are of rows in batches, and these of each row alone.
    assert sums == pytest.approx(score(worker, model=model), abs=1e-4)


def test_a_completion_is_that_of_a_text_and_its_tokens_make_it_up(
    worker: WorkerProcess, tmp_path: Path
) -> None:
    trained(worker, request(tmp_path, epochs=60))
    model = {"folder": str(tmp_path / "model")}
    said = complete(worker, QUESTIONS, model=model)
    fields = {"model": model, "maximum_tokens": 20, "stop": ["\n"]}
    by_text = tell(worker, QUESTIONS, **fields)
    by_tokens = tell(worker, [tokens(worker, question) for question in QUESTIONS], **fields)
    assert by_tokens == by_text
    for question, answer, completion in zip(QUESTIONS, by_text, said, strict=True):
        assert completion == {name: answer[name] for name in ("text", "is_finished")}
        assert written(answer["prompt_tokens"]) == question.encode()
        assert written(answer["tokens"]) == answer["text"].encode()


def test_the_start_mark_is_never_there_twice(worker: WorkerProcess) -> None:
    text = tokens(worker, "héé 😀")
    without, given = tell(worker, [text, [MARK, *text]])
    assert given["prompt_tokens"][0] == {"bytes": []}
    assert given["prompt_tokens"][1:] == without["prompt_tokens"]
    assert len(without["prompt_tokens"]) == len(text)


def test_a_document_that_ends_at_once_has_its_mark_alone(worker: WorkerProcess, tmp_path: Path) -> None:
    trained(worker, request(tmp_path, epochs=60))
    model = {"folder": str(tmp_path / "model")}
    whole = tell(worker, [QUESTIONS[0]], model=model, maximum_tokens=60)[0]
    assert whole["is_finished"]
    (ended,) = tell(worker, [QUESTIONS[0] + whole["text"]], model=model, maximum_tokens=1)
    assert (ended["text"], ended["is_finished"]) == ("", True)
    assert [token["bytes"] for token in ended["tokens"]] == [[]]
    assert ended["tokens"][0]["log_probability"] > -0.7


def test_alternatives_are_the_likeliest_first(worker: WorkerProcess) -> None:
    (answer,) = tell(worker, ["ab"], alternatives=3, maximum_tokens=2)
    for token in answer["prompt_tokens"] + answer["tokens"]:
        values = [other["log_probability"] for other in token["alternatives"]]
        assert values == sorted(values, reverse=True) and len(values) == 3
        assert token["log_probability"] <= values[0]


def test_places_and_seeds_draw_differently_and_again_the_same(worker: WorkerProcess) -> None:
    def drawn(seed: int, **fields: Any) -> list[str]:
        told = tell(
            worker, ["a"] * 40, seed=seed, temperature=1.0, maximum_tokens=8, scores=False, **fields
        )
        return [answer["text"] for answer in told]

    first = drawn(1)
    assert len(set(first)) == 40
    assert drawn(1) == first and not set(drawn(2)) & set(first)
    assert len(set(drawn(1, top_p=1e-6))) == 1


@pytest.mark.parametrize("text", ["", "Q: Who? A: no one\n", "héé 😀", "\x00\x7f"])
def test_a_text_as_tokens_is_the_same_text(worker: WorkerProcess, text: str) -> None:
    found = tokens(worker, text)
    assert ask(worker, "detokenize", model=LLAMA, prompts=[found])["texts"] == [text]
    facts = ask(worker, "tokenize", model=LLAMA, texts=[])
    mark = {"token": MARK, "name": "<|endoftext|>"}
    assert (facts["count"], facts["start"], facts["end"]) == (257, mark, mark)
    assert tokens(worker, mark["name"]) == [MARK]


@pytest.mark.parametrize("foreign", [257, -1, 50256])
def test_numbers_of_another_tokenizer_are_refused(worker: WorkerProcess, foreign: int) -> None:
    for do, fields in (("tell", {"maximum_tokens": 1}), ("detokenize", {})):
        error, _ = worker.ask(do=do, model=LLAMA, prompts=[[5], [6, foreign]], **fields)
        assert error["code"] == "bad-request"
        assert f"prompt 2 has the token {foreign}, and the model's are 0 to 256" in error["message"]


def test_a_prompt_beyond_the_model_s_places_is_refused(worker: WorkerProcess) -> None:
    error, _ = worker.ask(do="tell", model=LLAMA, prompts=[[5] * 500], maximum_tokens=12)
    assert error["code"] == "document-too-long" and "512" in error["message"]
    assert tell(worker, [[5] * 500], maximum_tokens=11)


def test_pieces_of_other_tokenizers_are_written_as_texts_have_them() -> None:
    from manifest_worker.spelling import Spelling
    from tokenizers import Tokenizer, decoders, models
    from transformers import PreTrainedTokenizerFast

    vocabulary = {"<s>": 0, "\u2581the": 1, "<0x0A>": 2, "é": 3}
    backend = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    backend.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback()])
    spelling = Spelling(PreTrainedTokenizerFast(tokenizer_object=backend, bos_token="<s>"))
    written = [bytes(spelling.bytes_of(token)) for token in range(4)]
    assert written == [b"<s>", b" the", b"\n", "é".encode()]
