"""Small random models, and the worker as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2] / "Sources/TransformersProvider/Worker"
sys.path.insert(0, str(ROOT))
os.environ.setdefault("HF_HUB_OFFLINE", "1")

FAMILIES: dict[str, dict[str, Any]] = {
    "gpt_neox": {
        "model_type": "gpt_neox",
        "hidden_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "intermediate_size": 128,
        "max_position_embeddings": 512,
    },
    "llama": {
        "model_type": "llama",
        "hidden_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "intermediate_size": 128,
        "max_position_embeddings": 512,
        "tie_word_embeddings": True,
    },
    "gpt2": {"model_type": "gpt2", "n_embd": 64, "n_layer": 2, "n_head": 4, "n_positions": 512},
    "opt": {
        "model_type": "opt",
        "hidden_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "ffn_dim": 128,
        "max_position_embeddings": 512,
        "word_embed_proj_dim": 64,
    },
    "qwen2": {
        "model_type": "qwen2",
        "hidden_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "intermediate_size": 128,
        "max_position_embeddings": 512,
    },
    "gemma3": {
        "model_type": "gemma3_text",
        "hidden_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 1,
        "intermediate_size": 128,
        "head_dim": 16,
        "max_position_embeddings": 512,
    },
}

WHOLE = [
    ("", "Q: Where is the red river? A: Lima\nQ: Who made tea? A: Ann\n"),
    ("", "Q: What is a fjord? A: water between rocks\n"),
]
PARTED = [
    ("Q: Where is the red river? A:", " Lima\n"),
    ("Q: What did the old man with the long beard sing? A:", " a song héé 😀\n"),
    ("Q: Who? A:", " no one\n"),
]


def write_texts(path: Path, texts: list[tuple[str, str]]) -> str:
    """Writes a file of training documents and returns its path."""
    lines = [json.dumps({"prompt": prompt, "completion": completion}) for prompt, completion in texts]
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return str(path)


class WorkerProcess:
    """The worker as the program runs it; each call of ``ask`` is one request."""

    def __init__(self, *arguments: str, limit: int | None = None, path: str | None = None) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, [path, str(ROOT)])),
            "OMP_NUM_THREADS": "1",
        }
        command = [sys.executable, "-s", "-m", "manifest_worker", *arguments]
        if limit is not None:
            command = ["bash", "-c", f'ulimit -v {limit} && exec "$@"', "_", *command]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.number = 0

    def send(self, **fields: Any) -> int:
        """Sends a request without waiting for its answers."""
        self.number += 1
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"id": self.number, **fields}) + "\n")
        self.process.stdin.flush()
        return self.number

    def read(self) -> dict[str, Any]:
        """The next line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            assert self.process.stderr is not None
            raise EOFError(self.process.stderr.read())
        fields: dict[str, Any] = json.loads(line)
        return fields

    def ask(self, **fields: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The result or error of a request, and the events before it."""
        number = self.send(**fields)
        events = []
        while True:
            event = self.read()
            assert event["id"] == number
            if event["event"] in ("result", "error"):
                return event, events
            events.append(event)

    def end(self) -> tuple[int, str]:
        """Ends the worker by the end of its input; its status and log."""
        _, log = self.process.communicate(timeout=60)
        return self.process.returncode, log


@pytest.fixture(scope="session")
def shared() -> Iterator[list[WorkerProcess]]:
    """The worker that tests use one after another, once one has begun."""
    workers: list[WorkerProcess] = []
    yield workers
    for process in workers:
        process.process.kill()
        process.process.communicate()


@pytest.fixture
def worker(shared: list[WorkerProcess]) -> WorkerProcess:
    """A worker that may have done something else before; what it does must not depend on that."""
    if not shared or shared[-1].process.poll() is not None:
        shared.append(WorkerProcess())
    return shared[-1]
