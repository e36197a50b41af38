"""What is loaded and what is refused; what is saved is what was trained; what is asked."""

from __future__ import annotations

import json
import shutil
import threading
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy
import pytest
import torch
from conftest import FAMILIES, WorkerProcess
from manifest_worker import models, saving
from manifest_worker.refusals import Refusal
from manifest_worker.requests import Fields
from safetensors.torch import load_file, save_file
from test_training import request, trained

QUESTIONS = ["Q: Where is the red river? A:", "Q: Who? A:", "Q: What is a fjord and what is it not? A:"]


def ask(worker: WorkerProcess, do: str, **fields: Any) -> dict[str, Any]:
    """The result of a request that must succeed."""
    result, _ = worker.ask(do=do, **fields)
    assert result["event"] == "result", result
    return result


def complete(worker: WorkerProcess, prompts: list[str], **fields: Any) -> list[dict[str, Any]]:
    """Completions of prompts up to a line break."""
    fields = {"maximum_tokens": 20, "stop": ["\n"], **fields}
    completions: list[dict[str, Any]] = ask(worker, "complete", prompts=prompts, **fields)["completions"]
    return completions


def score(worker: WorkerProcess, **fields: Any) -> list[float]:
    """The log-probability of one target after each question."""
    items = [{"prompt": prompt, "target": " Lima"} for prompt in QUESTIONS]
    scores = ask(worker, "score", items=items, **fields)["scores"]
    assert all(one["tokens"] == 5 for one in scores)
    return [one["log_probability"] for one in scores]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_batch_answers_as_one_by_one(family: str, worker: WorkerProcess, tmp_path: Path) -> None:
    trained(worker, request(tmp_path, model={"random": FAMILIES[family]}, epochs=10))
    model = {"folder": str(tmp_path / "model")}
    together = complete(worker, QUESTIONS, model=model)
    assert together == [complete(worker, [question], model=model)[0] for question in QUESTIONS]
    assert all("\n" not in completion["text"] for completion in together)
    alone = [score(worker, model=model, batch_size=size) for size in (1, 16)]
    assert alone[0] == pytest.approx(alone[1], abs=1e-4)


def test_a_model_that_has_learned_answers(worker: WorkerProcess, tmp_path: Path) -> None:
    trained(worker, request(tmp_path, epochs=60))
    model = {"folder": str(tmp_path / "model")}
    assert complete(worker, QUESTIONS[:2], model=model) == [
        {"text": " Lima", "is_finished": True},
        {"text": " no one", "is_finished": True},
    ]
    # What the model's own folder says of generation does not hold.
    settings = {"do_sample": True, "temperature": 5.0, "repetition_penalty": 9.0, "max_length": 3}
    (tmp_path / "model/generation_config.json").write_text(json.dumps(settings))
    again = WorkerProcess()
    assert complete(again, QUESTIONS[:1], model=model)[0]["text"] == " Lima"
    again.end()
    cut = complete(worker, QUESTIONS[:1], model=model, maximum_tokens=3)
    assert cut == [{"text": " Li", "is_finished": False}]


def test_draws_depend_on_the_seed_and_the_prompts(worker: WorkerProcess) -> None:
    model = {"random": FAMILIES["gpt2"]}

    def texts(seed: int) -> list[str]:
        answers = complete(worker, QUESTIONS, model=model, temperature=1.0, seed=seed)
        return [answer["text"] for answer in answers]

    first = texts(1)
    assert texts(2) != first
    assert texts(1) == first


def test_adapters_alone_merged_and_in_memory_are_the_same_model(
    worker: WorkerProcess, tmp_path: Path
) -> None:
    trained(worker, request(tmp_path, "base", epochs=1))
    base = {"folder": str(tmp_path / "base")}
    fields = {"model": base, "lora": {"rank": 4, "alpha": 8}, "epochs": 10}
    adapter = trained(worker, request(tmp_path, "adapter", **fields, keeps_adapter=True))
    merged = trained(worker, request(tmp_path, "merged", **fields))
    assert "adapter_model.safetensors" in adapter["files"]
    assert "model.safetensors" not in adapter["files"]
    assert adapter["digest"] == merged["digest"]
    over = score(worker, model={**base, "adapter": str(tmp_path / "adapter")})
    whole = score(worker, model={"folder": str(tmp_path / "merged")})
    assert over == pytest.approx(whole, abs=1e-3)
    assert over != pytest.approx(score(worker, model=base), abs=0.1)


def damaged(tmp_path: Path, worker: WorkerProcess) -> Path:
    """The folder of a model, to be damaged."""
    trained(worker, request(tmp_path, model={"random": FAMILIES["qwen2"]}, epochs=1))
    return tmp_path / "model"


def refusal(worker: WorkerProcess, folder: Path) -> dict[str, Any]:
    """Why a folder is not loaded."""
    items = [{"prompt": "a", "target": "b"}]
    error, _ = worker.ask(do="score", items=items, model={"folder": str(folder)})
    assert error["event"] == "error", error
    return error


def test_a_model_that_is_not_whole_is_refused(worker: WorkerProcess, tmp_path: Path) -> None:
    folder = damaged(tmp_path, worker)
    weights = load_file(folder / "model.safetensors")
    name = "model.layers.1.mlp.up_proj.weight"

    def write(changed: dict[str, torch.Tensor]) -> dict[str, Any]:
        save_file(changed, folder / "model.safetensors", metadata={"format": "pt"})
        return refusal(worker, folder)

    error = write({key: value for key, value in weights.items() if key != name})
    assert error["code"] == "incomplete-model"
    assert f"lacks tensors, which would be random numbers: {name}" in error["message"]
    error = write({**weights, "model.layers.9.extra": torch.zeros(1)})
    assert "has tensors that its architecture does not have: model.layers.9.extra" in error["message"]
    error = write({**weights, name: torch.zeros(3, 3)})
    assert error["code"] in ("incomplete-model", "no-model")
    (folder / "model.safetensors").write_bytes(b"not weights")
    assert refusal(worker, folder)["code"] in ("no-model", "internal")


def test_a_model_that_could_run_code_is_refused(worker: WorkerProcess, tmp_path: Path) -> None:
    folder = damaged(tmp_path, worker)
    settings = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**settings, "auto_map": {"AutoModel": "own.Model"}}))
    error = refusal(worker, folder)
    assert (error["code"], "needs code of its own" in error["message"]) == ("unsafe-model", True)
    (folder / "config.json").write_text(json.dumps(settings))
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    error = refusal(worker, folder)
    assert error["code"] == "unsafe-model"
    assert "pytorch_model.bin may hold code and are not read" in error["message"]
    shutil.rmtree(folder)
    assert refusal(worker, folder)["code"] == "no-model"


def test_memory_that_runs_out_is_told(tmp_path: Path) -> None:
    large = {**FAMILIES["llama"], "hidden_size": 4096, "intermediate_size": 16384, "num_hidden_layers": 30}
    worker = WorkerProcess(limit=6 << 20)
    error, _ = worker.ask(**request(tmp_path, model={"random": large}))
    worker.process.kill()
    worker.process.communicate()
    assert error["code"] == "out-of-memory", error


def test_what_does_not_read_back_as_it_was_is_not_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = models.load(Fields({"model": {"random": FAMILIES["llama"]}}))
    logits = iter([torch.zeros(2), torch.ones(2)])
    monkeypatch.setattr(saving, "sample_logits", lambda _: next(logits))
    with pytest.raises(Refusal, match="they differ by 1") as refused:
        saving.save(loaded, tmp_path / "model", lambda: None, keeps_adapter=False)
    assert refused.value.code == "bad-save"
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_leaves_no_half_of_a_model(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model/old").touch()
    with pytest.raises(OSError, match="No space left"), saving.whole(tmp_path / "model") as half:
        half.mkdir()
        (half / "config.json").touch()
        raise OSError(28, "No space left on device")
    assert [path.name for path in tmp_path.rglob("*")] == ["model", "old"]


HUB_COMMIT = "a" * 40


class Hub(BaseHTTPRequestHandler):
    """A stand-in for the hub with one model, 'me/tiny'."""

    folder: Path

    def log_message(self, *_: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        name = path.rsplit("/", 1)[-1]
        names = sorted(file.name for file in self.folder.iterdir())
        headers = {}
        if path.startswith("/api/models/me/tiny/tree/"):
            body = json.dumps(
                [{"type": "file", "path": name, "size": 1, "oid": "b"} for name in names]
            ).encode()
        elif path.startswith("/api/models/me/tiny"):
            files = [{"rfilename": name} for name in names]
            body = json.dumps({"id": "me/tiny", "sha": HUB_COMMIT, "siblings": files}).encode()
        elif path.startswith(f"/me/tiny/resolve/{HUB_COMMIT}/") and name in names:
            body = (self.folder / name).read_bytes()
            headers = {"X-Repo-Commit": HUB_COMMIT, "ETag": f'"{sha1(body).hexdigest()}"'}
        else:
            self.send_error(404)
            return
        self.send_response(200)
        for header, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(header, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


def test_a_model_is_downloaded_with_its_commit(
    worker: WorkerProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In several files and a smaller type, as many models are there; it is kept in one file, as it is."""
    trained(worker, request(tmp_path, "tiny", epochs=1))
    model, tokenizer = models.read_folder(tmp_path / "tiny")
    model.to(torch.bfloat16).save_pretrained(tmp_path / "shards", max_shard_size="60KB")
    tokenizer.save_pretrained(tmp_path / "shards")
    assert len(list((tmp_path / "shards").glob("*.safetensors"))) > 1
    handler = type("TinyHub", (Hub,), {"folder": tmp_path / "shards"})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    there = {"do": "download", "name": "me/tiny", "to": str(tmp_path / "got")}
    offline = WorkerProcess()
    error, _ = offline.ask(**there)
    assert (error["code"], "offline" in error["message"]) == ("no-model", True)
    offline.end()
    monkeypatch.setenv("MANIFEST_WORKER_ONLINE", "1")
    monkeypatch.delenv("HF_HUB_OFFLINE")
    online = WorkerProcess()
    result, _ = online.ask(**there)
    assert result.get("commit") == HUB_COMMIT, result
    kept = {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}
    assert kept <= set(result["files"])
    assert not (tmp_path / "got/fetched").exists()
    there_is = models.read_folder(tmp_path / "shards", "auto")[0].state_dict()
    got = models.read_folder(tmp_path / "got", "auto")[0].state_dict()
    assert all(value.dtype == torch.bfloat16 and value.equal(there_is[name]) for name, value in got.items())
    for name in ("me/none", "../me", "a b"):
        error, _ = online.ask(**{**there, "name": name})
        assert error["code"] == ("no-model" if name == "me/none" else "bad-request"), error
    online.end()
    server.shutdown()


def test_a_gguf_file_becomes_a_folder_with_the_same_weights(worker: WorkerProcess, tmp_path: Path) -> None:
    """A file as a quantising program leaves it, with 32-bit weights: there is none smaller to be had."""
    import gguf

    source = tmp_path / "tiny.gguf"
    source.write_bytes(b"not a model")
    error, _ = worker.ask(**{"do": "convert", "from": str(source), "to": str(tmp_path / "got")})
    assert error["code"] == "no-model", error
    assert not (tmp_path / "got").exists()
    width, vocabulary = 32, ["<s>", "</s>", "a", "b", "ab", "Ġ"]
    writer = gguf.GGUFWriter(source, "llama")
    writer.add_context_length(64)
    writer.add_embedding_length(width)
    writer.add_block_count(1)
    writer.add_feed_forward_length(64)
    writer.add_head_count(2)
    writer.add_head_count_kv(2)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(10000.0)
    writer.add_vocab_size(len(vocabulary))
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list(vocabulary)
    writer.add_token_types([3, 3, 1, 1, 1, 1])
    writer.add_token_merges(["a b"])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(1)
    generator = numpy.random.default_rng(1)
    shapes = {
        "token_embd": (len(vocabulary), width),
        "output": (len(vocabulary), width),
        "output_norm": (width,),
        "blk.0.attn_norm": (width,),
        "blk.0.ffn_norm": (width,),
        "blk.0.ffn_gate": (64, width),
        "blk.0.ffn_up": (64, width),
        "blk.0.ffn_down": (width, 64),
        **{f"blk.0.attn_{part}": (width, width) for part in ("q", "k", "v", "output")},
    }
    tensors = {name: generator.normal(size=shape).astype(numpy.float32) for name, shape in shapes.items()}
    for name, values in tensors.items():
        writer.add_tensor(f"{name}.weight", values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    result, _ = worker.ask(**{"do": "convert", "from": str(source), "to": str(tmp_path / "got")})
    assert result["event"] == "result", result
    written = load_file(tmp_path / "got/model.safetensors")
    assert numpy.array_equal(written["model.layers.0.mlp.up_proj.weight"], tensors["blk.0.ffn_up"])
    assert numpy.array_equal(written["model.embed_tokens.weight"], tensors["token_embd"])
    items = [{"prompt": "a", "target": "b"}]
    score, _ = worker.ask(do="score", model={"folder": str(tmp_path / "got")}, items=items)
    assert score["event"] == "result", score
