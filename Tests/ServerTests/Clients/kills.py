"""Kills the server at many moments; what was acknowledged must be there, and models be the same.

Usage: kills.py PROGRAM FOLDER
"""

import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid

import server

program, folder = sys.argv[1:3]
training, _ = server.write_examples(folder, count=60)
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def call(base, path, body=None, content_type="application/json"):
    request = urllib.request.Request(base + path, data=body, headers={"Content-Type": content_type})
    with opener.open(request, timeout=30) as answer:
        return json.load(answer)


def upload(base):
    boundary = uuid.uuid4().hex
    with open(training, "rb") as file:
        content = file.read()
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nfine-tune\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="t.jsonl"\r\n\r\n'
    ).encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return call(base, "/files", body, f"multipart/form-data; boundary={boundary}")["id"]


def create(base, file):
    body = {"model": "babbage", "training_file": file, "hyperparameters": {"n_epochs": 40}}
    return call(base, "/fine_tuning/jobs", json.dumps(body).encode())["id"]


def finish(base, job):
    for _ in range(1200):
        found = call(base, f"/fine_tuning/jobs/{job}")
        if found["status"] in ("succeeded", "failed", "cancelled"):
            assert found["status"] == "succeeded", found
            return found
        time.sleep(0.05)
    raise AssertionError("the job did not end")


def model_of(state, job):
    with open(os.path.join(state, "jobs", job, "output", "model.bin"), "rb") as file:
        return file.read()


def undisturbed():
    state = os.path.join(folder, "undisturbed")
    with server.running(program, state) as running:
        start = time.monotonic()
        job = create(running.base, upload(running.base))
        finish(running.base, job)
        return model_of(state, job), time.monotonic() - start


def disturbed(state, delay):
    """Lets clients work while a server is killed; returns what they were told."""
    running = server.Server(program, state)
    told = {"files": [], "jobs": []}

    def work():
        try:
            while True:
                told["files"].append(upload(running.base))
                told["jobs"].append(create(running.base, told["files"][-1]))
        except (urllib.error.URLError, OSError, ValueError):
            pass

    client = threading.Thread(target=work)
    if delay < 0.2:
        client.start()
        time.sleep(delay)
    else:
        # A later kill is to hit the training of one job.
        told["files"].append(upload(running.base))
        told["jobs"].append(create(running.base, told["files"][-1]))
        time.sleep(delay)
    running.kill()
    if client.ident:
        client.join()
    return told


expected, seconds = undisturbed()
kills = 0
for index, delay in enumerate([0.002, 0.01, 0.03, 0.06, 0.25, 0.25 + seconds / 3, 0.25 + seconds / 2]):
    state = os.path.join(folder, f"killed-{index}")
    told = disturbed(state, delay)
    kills += 1
    # A second kill while the first one's jobs begin again.
    again = server.Server(program, state)
    time.sleep(0.1)
    again.kill()
    kills += 1
    with server.running(program, state) as running:
        files = {file["id"] for file in call(running.base, "/files")["data"]}
        assert files >= set(told["files"]), "an acknowledged file is lost"
        jobs = [job["id"] for job in call(running.base, "/fine_tuning/jobs?limit=100")["data"]]
        assert set(jobs) >= set(told["jobs"]), "an acknowledged job is lost"
        assert len(jobs) <= len(told["jobs"]) + 1, "there are more jobs than were asked for"
        for job in jobs[-2:]:
            finish(running.base, job)
            assert model_of(state, job) == expected, "a job made another model"
            events = call(running.base, f"/fine_tuning/jobs/{job}/events?limit=100")["data"]
            assert len({event["id"] for event in events}) == len(events)
print(f"kills: {kills}, nothing lost, the same models")
