"""The loop: a request a line in, events and one result or error for each out.

    python -m manifest_worker                  requests from standard input, until it ends
    python -m manifest_worker requests.jsonl   the same from a file, as a job of a cluster has them

It ends with 0, or with 75 where it was asked to stop and can go on later, or with 65 after a request that
was refused.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import PROTOCOL, environment

ANSWERS = environment.prepare()

import torch  # noqa: E402

from . import machine, models, refusals, saving  # noqa: E402
from .asking import Questions  # noqa: E402
from .documents import Text  # noqa: E402
from .refusals import Refusal  # noqa: E402
from .requests import Fields  # noqa: E402
from .telling import Telling, Wish  # noqa: E402
from .training import Settings, Training  # noqa: E402

INTERRUPTED = 75
REFUSED = 65


class Worker:
    """Does requests one after another, and keeps the models that were asked last."""

    MOST_MODELS = 2
    """A tuned model, and the untuned one beside it."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.asked: dict[str, Questions] = {}

    def do(self, identifier: Any, request: Fields) -> dict[str, Any]:
        """The fields of a request's result."""

        def emit(event: str, **fields: Any) -> None:
            send(identifier, event, **fields)

        kind = request.need("do", str)
        match kind:
            case "hello":
                request.allow("id", "do")
                return {
                    "protocol": PROTOCOL,
                    "process": os.getpid(),
                    "versions": machine.versions(),
                    "device": machine.description(),
                }
            case "train":
                return self._train(request, emit)
            case "complete":
                return self._complete(request, emit)
            case "score":
                return self._score(request, emit)
            case "tell":
                return self._tell(request)
            case "tokenize":
                return self._tokenize(request)
            case "detokenize":
                return self._detokenize(request)
            case "convert":
                request.allow("id", "do", "from", "to")
                folder = Path(request.need("to", str))
                saving.convert_gguf(Path(request.need("from", str)), folder)
                return {"files": sizes(folder)}
            case "download":
                request.allow("id", "do", "name", "revision", "to")
                folder = Path(request.need("to", str))
                name, revision = request.need("name", str), request.get("revision", str, "main")
                return {"commit": saving.download(name, revision, folder), "files": sizes(folder)}
            case _:
                raise Refusal("bad-request", f"there is no request '{kind}'")

    def _train(self, request: Fields, emit: Any) -> dict[str, Any]:
        self.asked.clear()
        folder = Path(request.need("to", str))
        settings = Settings.read(request)
        loaded = models.load(request)
        training = Training(loaded, settings, request, emit, self.stop)
        outcome = training.run()
        saving.save(
            loaded,
            folder,
            lambda: models.load(request).model,
            keeps_adapter=request.get("keeps_adapter", bool, False),
        )
        if training.checkpoint is not None:
            training.checkpoint.unlink(missing_ok=True)
        return {
            **vars(outcome),
            "parameters": sum(value.numel() for value in loaded.model.parameters()),
            "files": sizes(folder),
            "device": machine.description()["name"],
            "versions": machine.versions(),
            "peak_memory": machine.peak_memory(),
        }

    def _complete(self, request: Fields, emit: Any) -> dict[str, Any]:
        request.allow(
            *models.MODEL_FIELDS, "batch_size", "prompts", "maximum_tokens", "stop", "temperature", "seed"
        )
        prompts = request.texts("prompts")
        most_tokens = request.count("maximum_tokens")
        stops = request.texts("stop", [])
        temperature = request.amount("temperature", 0.0)
        seed = request.count("seed", 0, least=0)
        completions = self._questions(request).completions(
            prompts,
            most_tokens=most_tokens,
            stops=stops,
            temperature=temperature,
            seed=seed,
            tell=lambda done: emit("progress", done=done, of=len(prompts)),
        )
        return {"completions": [vars(completion) for completion in completions]}

    def _score(self, request: Fields, emit: Any) -> dict[str, Any]:
        request.allow(*models.MODEL_FIELDS, "batch_size", "items")
        items = []
        for item in request.parts("items"):
            item.allow("prompt", "target")
            items.append(Text(item.need("prompt", str), item.need("target", str)))
        scores = self._questions(request).scores(
            items, tell=lambda done: emit("progress", done=done, of=len(items))
        )
        return {"scores": [vars(score) for score in scores]}

    def _tell(self, request: Fields) -> dict[str, Any]:
        request.allow(
            *models.MODEL_FIELDS,
            *("batch_size", "prompts", "maximum_tokens", "stop", "temperature", "top_p", "seed"),
            *("scores", "alternatives"),
        )
        wish = Wish(
            most_tokens=request.count("maximum_tokens", least=0),
            stops=request.texts("stop", []),
            temperature=request.amount("temperature", 0.0),
            top_p=request.amount("top_p", 1.0, most=1.0),
            seed=request.optional("seed", int),
            scores=request.get("scores", bool, False),
            alternatives=request.count("alternatives", 0, least=0),
        )
        prompts = request.prompts("prompts")
        return {"answers": Telling(self._questions(request)).answers(prompts, wish)}

    def _tokenize(self, request: Fields) -> dict[str, Any]:
        request.allow(*models.MODEL_FIELDS, "texts")
        texts = request.texts("texts")
        loaded = self._questions(request).loaded
        encoder = loaded.encoder
        start, end = (
            {"token": token, "name": loaded.decoded([token])} for token in (encoder.start, encoder.end)
        )
        tokens = [encoder.ids(text) for text in texts]
        return {"tokens": tokens, "count": loaded.token_count, "start": start, "end": end}

    def _detokenize(self, request: Fields) -> dict[str, Any]:
        request.allow(*models.MODEL_FIELDS, "prompts")
        prompts = request.prompts("prompts")
        telling = Telling(self._questions(request))
        return {
            "texts": [
                telling.loaded.decoded(telling.checked(tokens, number))
                for number, tokens in enumerate(prompts, start=1)
                if not isinstance(tokens, str)
            ]
        }

    def _questions(self, request: Fields) -> Questions:
        """The model that a request asks, loaded where it was not among the last."""
        size = request.count("batch_size", 16)
        fields = {
            name: request.values.get(name) for name in models.MODEL_FIELDS if name not in ("id", "do")
        }
        key = json.dumps(fields, sort_keys=True)
        questions = self.asked.pop(key, None)
        if questions is None:
            while len(self.asked) >= self.MOST_MODELS:
                self.asked.pop(next(iter(self.asked)))
            questions = Questions(models.load(request), self.stop)
        self.asked[key] = questions
        questions.batch_size = size
        return questions


def sizes(folder: Path) -> dict[str, int]:
    """The files of a folder with their sizes in bytes."""
    return {path.name: path.stat().st_size for path in sorted(folder.iterdir()) if path.is_file()}


def send(identifier: Any, event: str, **fields: Any) -> None:
    """Writes an event of a request."""
    line = json.dumps({"id": identifier, "event": event, **fields}, ensure_ascii=False, allow_nan=False)
    ANSWERS.write(line + "\n")
    ANSWERS.flush()


def lines(stop: threading.Event) -> Iterator[str]:
    """The requests of a file, or of standard input, whose end also stops what is being done.

    A parent that dies closes standard input. Its death is not asked for otherwise: the signal that Linux
    can send then comes when the thread ends that started this process.
    """
    if len(sys.argv) > 1:
        with open(sys.argv[1], encoding="utf-8") as file:
            yield from file
        return
    arrived: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            arrived.put(line)
        arrived.put(None)
        stop.set()

    threading.Thread(target=read, daemon=True).start()
    while (line := arrived.get()) is not None:
        yield line


def main() -> int:
    """Does all requests; the exit status."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGUSR1):
        signal.signal(number, lambda *_: stop.set())
    torch.set_num_threads(environment.processors())
    worker = Worker(stop)
    status = 0
    for line in lines(stop):
        if not line.strip():
            continue
        identifier = None
        try:
            request = json.loads(line)
            if not isinstance(request, dict):
                raise Refusal("bad-request", "a request is an object")
            identifier = request.get("id")
            send(identifier, "result", **worker.do(identifier, Fields(request)))
        except json.JSONDecodeError as error:
            send(identifier, "error", code="bad-request", message=f"a line is no JSON: {error}")
            status = REFUSED
        except Exception as error:
            refusal = refusals.of(error)
            if refusal.code == "internal":
                traceback.print_exc()
            send(identifier, "error", code=refusal.code, message=str(refusal))
            status = INTERRUPTED if refusal.code == "interrupted" else REFUSED
            if refusal.code in ("interrupted", "out-of-memory", "internal"):
                break
    return status


if __name__ == "__main__":
    code = main()
    ANSWERS.flush()
    # Threads of the libraries may keep an interpreter from ending.
    sys.stderr.flush()
    os._exit(code)
