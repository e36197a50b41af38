"""What the program itself measures, for tools of others to be compared with."""

import contextlib
import json
import os
import subprocess
import time
import urllib.request

import server

MANIFEST = """\
manifest: 1
name: tools
dataset: { realized: 16, unrealized: 4 }
fine-tune: %s
"""

LOCAL = {"models": ["ada"], "epochs": 40, "batch-size": 8, "learning-rate-multiplier": 0.4}
OPEN_WEIGHTS = {"models": ["random:llama"], "epochs": 70, "batch-size": 8, "learning-rate": 0.004}


def run(program, folder, settings):
    """Does a small experiment in a folder; the paths of what its steps have made, by step and name."""
    os.makedirs(folder)
    with open(os.path.join(folder, "tools.yaml"), "w") as file:
        file.write(MANIFEST % json.dumps(settings))
    printed = subprocess.run(
        [program, "run", "tools.yaml", "--json", "--quiet"], cwd=folder, stdout=subprocess.PIPE, check=True
    ).stdout
    found = json.loads(printed)
    return {
        (step["id"], output["name"]): os.path.join(folder, found["workspace"], output["path"])
        for step in found["steps"]
        for output in step["outputs"]
    }


def items(made, folder):
    """The records of all items, numbered anew, and the path of a file with them."""
    records = []
    for (step, name), path in sorted(made.items()):
        if name == "items.jsonl":
            with open(path) as file:
                records += [json.loads(line) for line in file]
    path = os.path.join(folder, "items.jsonl")
    with open(path, "w") as file:
        for number, record in enumerate(records, 1):
            record["item"] = number
            file.write(json.dumps(record) + "\n")
    right = sum(record["exact_match"] for record in records)
    assert 0 < right < len(records), "of matches that are all alike it says nothing that they are equal"
    return path, records


def tune(base, training):
    """The name of the model that a job of the local experiment's settings makes of its training file."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def call(path, body=None, kind="application/json"):
        request = urllib.request.Request(base + path, data=body, headers={"Content-Type": kind})
        with opener.open(request, timeout=60) as answer:
            return json.load(answer)

    with open(training, "rb") as file:
        part = b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        upload = part % (b"purpose", b"", b"fine-tune")
        upload += part % (b"file", b'; filename="train.jsonl"', file.read())
    uploaded = call("/files", upload + b"--b--\r\n", "multipart/form-data; boundary=b")
    order = {
        "model": "ada",
        "training_file": uploaded["id"],
        "seed": 0,
        "hyperparameters": {
            "n_epochs": LOCAL["epochs"],
            "batch_size": LOCAL["batch-size"],
            "learning_rate_multiplier": LOCAL["learning-rate-multiplier"],
        },
    }
    job = call("/fine_tuning/jobs", json.dumps(order).encode())
    for _ in range(1200):
        job = call(f"/fine_tuning/jobs/{job['id']}")
        if job["status"] in ("succeeded", "failed"):
            break
        time.sleep(0.1)
    assert job["status"] == "succeeded", job
    return job["fine_tuned_model"]


@contextlib.contextmanager
def served(program, folder, python):
    """A server with a tuned model: of the worker in a Python, or a local one where there is none.

    Gives the server's address, the model's name, the path of the items, and these.
    """
    settings = {**OPEN_WEIGHTS, "provider": "transformers", "python": python} if python else LOCAL
    made = run(program, folder, settings)
    path, records = items(made, folder)
    workspace = os.path.join(folder, ".manifest-run")
    state = os.path.join(folder, "served")
    with server.running(program, state, "--workspace", workspace) as running:
        training = next(path for (_, name), path in made.items() if name == "train.jsonl")
        name = "tools:random:llama:seed-0" if python else tune(running.base, training)
        yield running.base.removesuffix("/v1"), name, path, records
