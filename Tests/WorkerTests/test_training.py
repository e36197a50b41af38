"""The recipe, and that nothing changes what it comes to: parts, interruptions, kills."""

from __future__ import annotations

import json
import math
import shutil
import signal
import threading
from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import FAMILIES, PARTED, WHOLE, WorkerProcess, write_texts
from manifest_worker import checkpoints, models
from manifest_worker.refusals import Refusal
from manifest_worker.requests import Fields
from manifest_worker.training import Settings, Training

TEXTS = (WHOLE + PARTED) * 3


def request(folder: Path, name: str = "model", **changes: Any) -> dict[str, Any]:
    """A training of a few steps."""
    return {
        "do": "train",
        "model": {"random": FAMILIES["llama"]},
        "data": write_texts(folder / "train.jsonl", TEXTS),
        "to": str(folder / name),
        "epochs": 2,
        "batch_size": 4,
        "learning_rate": 0.01,
        **changes,
    }


def trained(worker: WorkerProcess, fields: dict[str, Any]) -> dict[str, Any]:
    """The result of a training that must succeed."""
    result, _ = worker.ask(**fields)
    assert result["event"] == "result", result
    return result


def test_the_same_request_gives_the_same_weights(worker: WorkerProcess, tmp_path: Path) -> None:
    first = trained(worker, request(tmp_path, "a"))
    again = trained(worker, request(tmp_path, "b"))
    assert first["digest"] == again["digest"]
    assert (tmp_path / "a/model.safetensors").read_bytes() == (
        tmp_path / "b/model.safetensors"
    ).read_bytes()
    assert trained(worker, request(tmp_path, "c", seed=1))["digest"] != first["digest"]
    assert first["steps"] == 2 * math.ceil(len(TEXTS) / 4)
    assert set(first["files"]) >= {"config.json", "model.safetensors", "tokenizer.json"}
    assert first["peak_memory"]["host"] > 1e7


@pytest.mark.parametrize("family", FAMILIES)
def test_all_families_learn(family: str, worker: WorkerProcess, tmp_path: Path) -> None:
    fields = request(tmp_path, model={"random": FAMILIES[family]}, epochs=4)
    result, events = worker.ask(**fields)
    assert result["event"] == "result", result
    losses = [event["loss"] for event in events if event["event"] == "metric"]
    assert losses[-1] < losses[0] - 1


def test_parts_of_a_step_and_packing_change_rounding_alone(worker: WorkerProcess, tmp_path: Path) -> None:
    def losses(**changes: Any) -> list[float]:
        result, events = worker.ask(**request(tmp_path, **changes))
        assert result["event"] == "result", result
        return [event["loss"] for event in events if event["event"] == "metric"]

    whole = losses()
    for changes in ({"micro_batch_size": 1}, {"micro_batch_size": 3}, {"packing": False}):
        assert losses(**changes) == pytest.approx(whole, abs=2e-3), changes


def test_checkpointed_gradients_are_the_same(worker: WorkerProcess, tmp_path: Path) -> None:
    lora = {"rank": 4, "alpha": 8}
    plain = trained(worker, request(tmp_path, "a", lora=lora))
    checked = trained(worker, request(tmp_path, "b", lora=lora, gradient_checkpointing=True))
    assert checked["loss"] == pytest.approx(plain["loss"], abs=1e-4)


def training(fields: dict[str, Any], stops_at: int | None = None) -> tuple[Training, list[dict[str, Any]]]:
    """A training in this process that is stopped in a step, and where its events go."""
    stop = threading.Event()
    events: list[dict[str, Any]] = []

    def emit(event: str, **values: Any) -> None:
        events.append({"event": event, **values})
        if event == "metric" and values["step"] == stops_at:
            stop.set()

    parsed = Fields(fields)
    return Training(models.load(parsed), Settings.read(parsed), parsed, emit, stop), events


@pytest.mark.parametrize("lora", [None, {"rank": 4, "dropout": 0.1}])
def test_an_interrupted_training_ends_with_the_same_weights(
    lora: dict[str, Any] | None, tmp_path: Path
) -> None:
    whole = training(request(tmp_path, lora=lora))[0].run()
    fields = request(tmp_path, lora=lora, checkpoint=str(tmp_path / "checkpoint"))
    # In the first epoch, at its end, and in the last one.
    for step in (1, 4, 6):
        with pytest.raises(Refusal, match=f"stopped after step {step} of 8") as stopped:
            training(fields, stops_at=step)[0].run()
        assert stopped.value.code == "interrupted"
    last, events = training(fields)
    assert last.run().digest == whole.digest
    # What was measured before is told again, so that a curve is whole.
    assert [event["step"] for event in events if event["event"] == "metric"] == list(range(1, 9))
    assert next(event for event in events if event["event"] == "started")["resumed_at"] == 6


def test_a_killed_training_ends_with_the_same_weights(tmp_path: Path) -> None:
    worker = WorkerProcess()
    whole = trained(worker, request(tmp_path, "whole"))
    worker.end()
    # A checkpoint after every step; the kills come wherever the process then is.
    fields = request(tmp_path, "killed", checkpoint=str(tmp_path / "checkpoint"), checkpoint_minutes=0.0)
    for step in (1, 3, 6):
        worker = WorkerProcess()
        worker.send(**fields)
        while (event := worker.read()).get("step", 0) < step or event["event"] != "checkpoint":
            assert event["event"] not in ("result", "error"), event
        worker.process.kill()
        worker.process.communicate()
        assert not (tmp_path / "killed").exists()
    worker = WorkerProcess()
    assert trained(worker, fields)["digest"] == whole["digest"]
    worker.end()


def test_a_stopped_training_leaves_a_checkpoint(tmp_path: Path) -> None:
    worker = WorkerProcess()
    worker.send(**request(tmp_path, epochs=500, checkpoint=str(tmp_path / "checkpoint")))
    while worker.read()["event"] != "metric":
        pass
    worker.process.send_signal(signal.SIGTERM)
    while (event := worker.read())["event"] != "error":
        pass
    assert event["code"] == "interrupted"
    assert worker.end()[0] == 75
    assert (tmp_path / "checkpoint").exists()


def test_a_parent_that_is_gone_ends_a_training(tmp_path: Path) -> None:
    worker = WorkerProcess()
    worker.send(**request(tmp_path, epochs=100_000))
    while worker.read()["event"] != "metric":
        pass
    assert worker.process.stdin is not None
    worker.process.stdin.close()
    assert worker.process.wait(timeout=30) == 75


def test_a_checkpoint_of_other_documents_or_damaged_is_refused(
    worker: WorkerProcess, tmp_path: Path
) -> None:
    path = tmp_path / "checkpoint"
    fields = request(tmp_path, checkpoint=str(path))
    with pytest.raises(Refusal, match="stopped"):
        training({**fields, "learning_rate": 0.02}, stops_at=1)[0].run()
    error, _ = worker.ask(**fields)
    assert error["code"] == "bad-checkpoint"
    assert "other documents or settings" in error["message"]
    path.write_bytes(path.read_bytes()[:1000])
    error, _ = worker.ask(**fields)
    assert (error["code"], "cannot be read" in error["message"]) == ("bad-checkpoint", True)


def test_a_checkpoint_holds_no_code(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> Any:
            return (Path(tmp_path / "ran").touch, ())

    torch.save({"stamp": "x", "parameters": Evil()}, tmp_path / "checkpoint")
    with pytest.raises(Exception, match="cannot be read"):
        checkpoints.restore(
            tmp_path / "checkpoint", "x", [], torch.optim.SGD([torch.zeros(1)]), torch.device("cpu")
        )
    assert not (tmp_path / "ran").exists()


def test_a_loss_that_is_no_number_ends_the_training(worker: WorkerProcess, tmp_path: Path) -> None:
    error, _ = worker.ask(**request(tmp_path, learning_rate=1e30, clip=1e30))
    assert error["code"] == "diverged"
    assert "try a 'learning-rate' below 1e+30" in error["message"]


def test_a_validation_loss_that_is_no_number_ends_the_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    validation = write_texts(tmp_path / "validation.jsonl", PARTED)
    begun, _ = training(request(tmp_path, validation=validation))
    monkeypatch.setattr(begun, "_validation_loss", lambda: math.nan)
    with pytest.raises(Refusal, match="the validation loss is no longer a finite number at step 4"):
        begun.run()


def test_adapters_that_no_gradient_reaches_end_the_training(tmp_path: Path) -> None:
    begun, _ = training(request(tmp_path, lora={"rank": 2}))
    begun.optimizer.step = lambda *_: None  # type: ignore[method-assign]
    with pytest.raises(Refusal, match="the adapters do not change"):
        begun.run()


def test_what_the_disk_has_no_room_for_is_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The weights, and two checkpoints of three times as much, of which one may be there."""
    asked = Fields(request(tmp_path, checkpoint=str(tmp_path / "checkpoint")))
    loaded = models.load(Fields({"model": asked.values["model"]}))
    need = 7 * models.byte_count(loaded.model)
    usage = shutil.disk_usage(tmp_path)

    def training(free: int) -> Training:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=free))
        return Training(loaded, Settings.read(asked), asked, lambda *_, **__: None, threading.Event())

    with pytest.raises(Refusal, match=r"the training may take .* GB, and .* GB are free at") as refused:
        training(need - 1)
    assert refused.value.code == "no-room"
    training(need)
    (tmp_path / "checkpoint").touch()
    training(need - 3 * need // 7)


def test_documents_longer_than_a_window_are_not_packed(tmp_path: Path) -> None:
    narrow = {**FAMILIES["gemma3"], "sliding_window": 16}
    fields = request(tmp_path, model={"random": narrow}, epochs=1)
    begun, events = training(fields)
    begun.run()
    assert [event["text"] for event in events if event["event"] == "note"] == [
        "documents are longer than the window of 16 tokens: not packed"
    ]
    padded, others = training({**fields, "packing": False})
    padded.run()
    losses = [[event["loss"] for event in told if event["event"] == "metric"] for told in (events, others)]
    assert losses[0] == losses[1]
    wide, events = training({**fields, "model": {"random": {**narrow, "sliding_window": 400}}})
    assert wide.is_packed
    assert not events


def test_the_rate_rises_and_falls() -> None:
    fields = {"epochs": 1, "batch_size": 1, "learning_rate": 2.0, "warmup": 0.2}

    def rates(schedule: str) -> list[float]:
        settings = Settings.read(Fields({**fields, "schedule": schedule}))
        return [settings.rate(step, 10) for step in range(10)]

    assert rates("constant") == [1.0] + [2.0] * 9
    assert rates("linear") == pytest.approx([1, 2, 2, 1.75, 1.5, 1.25, 1, 0.75, 0.5, 0.25])
    assert rates("cosine")[2:4] == pytest.approx([2, 1 + math.cos(math.pi / 8)])


def test_validation_loss_is_told_at_the_end_of_each_epoch(worker: WorkerProcess, tmp_path: Path) -> None:
    validation = write_texts(tmp_path / "validation.jsonl", PARTED)
    _, events = worker.ask(**request(tmp_path, validation=validation))
    measured = [event["step"] for event in events if "validation_loss" in event]
    assert measured == [4, 8]


def test_what_a_library_prints_is_log(tmp_path: Path) -> None:
    (tmp_path / "peft").mkdir()
    (tmp_path / "peft/__init__.py").write_text("print('not an answer')\nraise ImportError('no')\n")
    worker = WorkerProcess(path=str(tmp_path))
    error, _ = worker.ask(**request(tmp_path, lora={"rank": 2}))
    assert error["code"] == "no-package"
    status, log = worker.end()
    assert status == 65
    assert "not an answer" in log


def test_requests_can_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "requests.jsonl"
    path.write_text(json.dumps({"id": "x", "do": "hello"}) + "\n")
    worker = WorkerProcess(str(path))
    answers, _ = worker.process.communicate(timeout=120)
    result = json.loads(answers)
    assert (result["id"], result["event"], result["protocol"]) == ("x", "result", 1)
    assert result["versions"]["torch"] == torch.__version__


MODEL: dict[str, Any] = {"random": FAMILIES["gpt2"]}
TRAIN = {
    "do": "train",
    "to": "x",
    "model": MODEL,
    "data": "x",
    "epochs": 1,
    "batch_size": 1,
    "learning_rate": 1,
}
COMPLETE = {"do": "complete", "model": MODEL, "prompts": ["a"], "maximum_tokens": 1}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"do": "hello", "sing": 1}, "there is no field 'sing'"),
        ({**TRAIN, "epochs": 0}, "'epochs' must be at least 1, not 0"),
        ({**TRAIN, "epochs": True}, "'epochs' must be of type int, not bool"),
        ({**TRAIN, "batch_size": -1}, "'batch_size' must be at least 1, not -1"),
        ({**TRAIN, "learning_rate": -1}, "'learning_rate' must be a number from 0 to inf, not -1"),
        ({**TRAIN, "warmup": 2}, "'warmup' must be a number from 0 to 1, not 2"),
        ({**TRAIN, "lora": 3}, "'lora' must be of type dict, not int"),
        ({**TRAIN, "lora": {"rank": 0}}, "'lora.rank' must be at least 1, not 0"),
        ({**TRAIN, "lora": {"modules": [1]}}, "'lora.modules[0]' must be of type str, not int"),
        ({**TRAIN, "schedule": "up"}, "'schedule' must be one of linear, cosine, constant"),
        ({**COMPLETE, "prompts": [1]}, "'prompts[0]' must be of type str, not int"),
        ({**COMPLETE, "maximum_tokens": 0}, "'maximum_tokens' must be at least 1, not 0"),
        ({**COMPLETE, "temperature": -1}, "'temperature' must be a number from 0 to inf, not -1"),
        ({**COMPLETE, "batch_size": 0}, "'batch_size' must be at least 1, not 0"),
        ({"do": "score", "model": MODEL, "items": [3]}, "'items[0]' must be of type dict, not int"),
        (
            {"do": "score", "model": MODEL, "items": [{"prompt": "a"}]},
            "the request has no 'items[0].target'",
        ),
        (
            {"do": "score", "model": MODEL, "items": [{"prompt": "a", "target": "b", "x": 1}]},
            "there is no field 'items[0].x'",
        ),
        ({"do": "sing"}, "there is no request 'sing'"),
        ({}, "the request has no 'do'"),
        ({"do": "train"}, "the request has no 'to'"),
        ({"do": "train", "to": 3}, "'to' must be of type str, not int"),
        ({"do": "train", "to": "x", "model": {"folder": "x"}, "epoch": 1}, "there is no field 'epoch'"),
        (
            {"do": "complete", "prompts": ["a"], "maximum_tokens": 1, "model": {}},
            "the request has no 'model.folder'",
        ),
        (
            {"do": "score", "items": [], "model": {"folder": "x", "adaptor": "y"}},
            "there is no field 'model.adaptor'",
        ),
    ],
)
def test_a_wrong_request_is_refused_with_its_field(
    fields: dict[str, Any], message: str, worker: WorkerProcess
) -> None:
    error, _ = worker.ask(**fields)
    assert (error["code"], error["message"]) == ("bad-request", message)
    assert worker.ask(do="hello")[0]["event"] == "result"


def test_files_that_cannot_be_read_or_written_are_named(worker: WorkerProcess, tmp_path: Path) -> None:
    def refused(**changes: Any) -> tuple[str, str]:
        error, _ = worker.ask(**request(tmp_path, epochs=1, **changes))
        assert error["event"] == "error", error
        return error["code"], error["message"]

    missing = str(tmp_path / "missing.jsonl")
    assert refused(data=missing) == ("file", f"'{missing}': No such file or directory")
    (tmp_path / "latin.jsonl").write_bytes(b'{"prompt": "", "completion": "\xe9"}\n')
    assert refused(data=str(tmp_path / "latin.jsonl"))[0] == "bad-request"
    (tmp_path / "half.jsonl").write_text('{"prompt": "", "comp')
    code, message = refused(data=str(tmp_path / "half.jsonl"))
    assert (code, "line 1 of" in message) == ("bad-request", True)
    (tmp_path / "none.jsonl").write_text("")
    assert refused(data=str(tmp_path / "none.jsonl")) == ("no-target", "the training file is empty")
    # A checkpoint that has no room: '/dev/full' takes nothing.
    (tmp_path / "checkpoint.half").symlink_to("/dev/full")
    full = refused(checkpoint=str(tmp_path / "checkpoint"), checkpoint_minutes=0.0)
    assert full == ("file", "No space left on device")
    assert not (tmp_path / "checkpoint").exists()
    assert worker.ask(do="hello")[0]["event"] == "result"
