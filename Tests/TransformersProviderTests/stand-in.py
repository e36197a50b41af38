#!/usr/bin/env python3
"""What stands in for Python with the worker: it answers as the worker does, without any library.

The name of a prompt or of a model's file says what it is to do wrong.
"""

import json
import os
import pathlib
import signal
import sys
import time

if sys.argv[1] == "-I" and len(sys.argv) == 6:
    # The texts are counted by characters.
    with open(sys.argv[5]) as file:
        print(json.dumps([len(json.loads(line)) for line in file]))
    with open(pathlib.Path(sys.argv[0]).parent / "seen", "a") as file:
        file.write("counted\n")
    sys.exit()
if sys.argv[1] == "-I":
    versions = {"python": "3.11.2", "torch": "2.13.0", "transformers": "5.24.0", "tokenizers": "0.23.3"}
    versions |= {"safetensors": "0.8.0", "numpy": "2.4.6", "peft": "0.21.2"}
    absent = pathlib.Path(sys.argv[0]).name.partition("-without-")[2]
    versions.pop(absent, None)
    found = {"versions": versions, "is_environment": False}
    if sys.argv[4:] == ["device"]:
        found["device"] = {"kind": "cuda", "name": "Stand-in 3000", "count": 2, "memory": 80 << 30}
    print(json.dumps(found))
    sys.exit()

assert sys.argv[1:] == ["-P", "-u", "-m", "manifest_worker"], sys.argv
assert pathlib.Path(os.environ["PYTHONPATH"], "manifest_worker", "__main__.py").exists()
seen = pathlib.Path(sys.argv[0]).parent


def note(line):
    with open(seen / "seen", "a") as file:
        file.write(line + "\n")


def send(event, **fields):
    print(json.dumps({"id": None, "event": event, **fields}), flush=True)


def stop(*_):
    note("stopped")
    send("error", code="interrupted", message="stopped")
    os._exit(75)


signal.signal(signal.SIGTERM, stop)
note(f"started on {os.environ.get('CUDA_VISIBLE_DEVICES', 'none')}")
for line in sys.stdin:
    request = json.loads(line)
    kind = request["do"]
    note(kind + " " + json.dumps(request, sort_keys=True))
    if kind == "train":
        send("started", steps=2, documents=4, resumed_at=0, unjoined=0)
        send("metric", step=1, epoch=1, loss=2.0, rate=0.1)
        send("metric", step=2, epoch=2, loss=1.0, rate=0.1, validation_loss=1.5)
        if request["seed"] == 13:
            send("error", code="diverged", message="the loss is no longer a finite number")
            continue
        if request["seed"] == 14:
            print("no JSON", flush=True)
            continue
        if request["seed"] == 15:
            print("CUDA error: device-side assert", file=sys.stderr, flush=True)
            os._exit(9)
        if request["seed"] == 16:
            note("waits")
            time.sleep(600)
        folder = pathlib.Path(request["to"])
        folder.mkdir()
        names = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]
        if request["keeps_adapter"]:
            names = ["adapter_config.json", "adapter_model.safetensors"]
        if request["seed"] == 17:
            names = names[1:]
        for name in names:
            (folder / name).write_text(name)
        machine = {"device": "a stand-in", "versions": {"torch": "2.13.0"}, "peak_memory": {"host": 1 << 30}}
        send("result", files={name: 9 for name in names}, parameters=7, tokens=11, seconds=0.5, **machine)
    elif kind == "convert":
        content = pathlib.Path(request["from"]).read_text()
        folder = pathlib.Path(request["to"])
        folder.mkdir()
        names = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]
        for name in names:
            (folder / name).write_text(content)
        send("result", files={name: 9 for name in names})
    elif kind == "download":
        assert os.environ["MANIFEST_WORKER_ONLINE"] == "1"
        folder = pathlib.Path(request["to"])
        folder.mkdir()
        names = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]
        for name in names:
            (folder / name).write_text(request["revision"])
        send("result", commit="c0ffee", files={name: 9 for name in names})
    elif kind == "complete":
        end = "?" if "random" in request["model"] else "!"
        texts = [{"text": prompt + end, "is_finished": True} for prompt in request["prompts"]]
        send("result", completions=texts[1:] if request["prompts"][0] == "too few" else texts)
    elif kind == "tell":
        if request["prompts"][0] == [70000]:
            send("error", code="bad-request", message="prompt 1 has the token 70000")
            continue
        time.sleep(0.05)
        answers = []
        for prompt in request["prompts"]:
            text = prompt if isinstance(prompt, str) else "".join(map(chr, prompt))
            token = {"bytes": list(text.encode()), "log_probability": -0.5, "alternatives": []}
            token["alternatives"] = [{"bytes": [33], "log_probability": -0.25}]
            answer = {"text": text + "!", "is_finished": True}
            answers.append({**answer, "prompt_tokens": [{"bytes": [65]}], "tokens": [token]})
        send("result", answers=answers)
    elif kind == "tokenize":
        marks = {"start": {"token": 1, "name": "<s>"}, "end": {"token": 2, "name": "</s>"}}
        send("result", tokens=[list(map(ord, text)) for text in request["texts"]], count=9, **marks)
    elif kind == "detokenize":
        send("result", texts=["".join(map(chr, prompt)) for prompt in request["prompts"]])
    elif kind == "score":
        send("result", scores=[{"log_probability": -1.5, "tokens": 2} for _ in request["items"]])
