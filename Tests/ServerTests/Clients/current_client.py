"""The current official SDK against the server.

Usage: current_client.py PROGRAM FOLDER [DESCRIPTION]
"""

import os
import sys
import time

import openai

import exchanges
import server

program, folder = sys.argv[1:3]
description = sys.argv[3] if len(sys.argv) > 3 else None
training, validation = server.write_examples(folder)
KEY = "sk-recognisable-0451"
PATHS = [
    "/files",
    "/files/{file_id}",
    "/fine_tuning/jobs",
    "/fine_tuning/jobs/{fine_tuning_job_id}",
    "/fine_tuning/jobs/{fine_tuning_job_id}/cancel",
    "/fine_tuning/jobs/{fine_tuning_job_id}/events",
    "/fine_tuning/jobs/{fine_tuning_job_id}/checkpoints",
    "/completions",
    "/chat/completions",
    "/models",
    "/models/{model}",
]


def make_client(base):
    """A client of which every exchange is held against the description, where there is one."""
    checker = exchanges.Checker(exchanges.read(description, PATHS), base) if description else None

    def check(response):
        if not checker or "event-stream" in response.headers.get("content-type", ""):
            return
        response.read()
        request = response.request
        checker.check(
            request.method,
            str(request.url),
            {name.lower(): value for name, value in request.headers.items()},
            None if "multipart" in request.headers.get("content-type", "") else request.content,
            response.status_code,
            {name.lower(): value for name, value in response.headers.items()},
            response.content,
        )

    client = openai.DefaultHttpxClient(event_hooks={"response": [check]}, trust_env=False)
    return openai.OpenAI(base_url=base, api_key=KEY, http_client=client), checker


def tune(client):
    """Uploads both files, makes a job, and follows it to the end."""
    files = []
    for path in (training, validation):
        with open(path, "rb") as file:
            files.append(client.files.create(file=file, purpose="fine-tune"))
    assert client.files.wait_for_processing(files[0].id).status == "processed"
    job = client.fine_tuning.jobs.create(
        model="ada",
        training_file=files[0].id,
        validation_file=files[1].id,
        suffix="try",
        seed=5,
        metadata={"step": "k"},
        method={
            "type": "supervised",
            "supervised": {
                "hyperparameters": {
                    "n_epochs": 50,
                    "batch_size": 4,
                    "learning_rate_multiplier": 0.4,
                }
            },
        },
    )
    for _ in range(600):
        job = client.fine_tuning.jobs.retrieve(job.id)
        if job.status in ("succeeded", "failed", "cancelled"):
            break
        time.sleep(0.1)
    assert job.status == "succeeded", job
    assert job.seed == 5 and job.trained_tokens > 0 and job.error is None
    return files, job


def ask(client, model):
    """Asks the tuned model in every way."""
    prompts = [f"What is item {i}? A:" for i in range(10)]
    answer = client.completions.create(
        model=model, prompt=prompts, max_tokens=8, temperature=0, stop="\n", logprobs=2
    )
    texts = {choice.index: choice.text for choice in answer.choices}
    assert sum(texts[i] == f" thing number {i}" for i in range(10)) >= 9, texts
    chat = client.chat.completions.create(
        model=model,
        messages=[{"role": "user", "content": prompts[3]}],
        max_completion_tokens=8,
        temperature=0,
        stop=["\n"],
        logprobs=True,
        top_logprobs=3,
    )
    assert chat.choices[0].message.content == texts[3]
    assert len(chat.choices[0].logprobs.content) == chat.usage.completion_tokens
    stream = client.completions.create(
        model=model, prompt=prompts[3], max_tokens=8, temperature=0, stop="\n", stream=True
    )
    assert "".join(part.choices[0].text for part in stream) == texts[3]


def main(base):
    client, checker = make_client(base)
    files, job = tune(client)
    events = list(client.fine_tuning.jobs.list_events(job.id, limit=50))
    assert len(events) > 500 and len({event.id for event in events}) == len(events)
    assert events[-1].message == f"Created fine-tuning job: {job.id}"
    assert [made.id for made in client.fine_tuning.jobs.list()] == [job.id]
    found = client.fine_tuning.jobs.list(metadata={"step": "other"})
    assert list(found) == []
    checkpoint = client.fine_tuning.jobs.checkpoints.list(job.id).data[0]
    assert checkpoint.step_number == 0
    table = client.files.content(job.result_files[0]).text
    assert table.startswith("step,train_loss,")
    ask(client, job.fine_tuned_model)
    assert job.fine_tuned_model in [model.id for model in client.models.list()]
    long = client.fine_tuning.jobs.create(
        model="davinci", training_file=files[0].id, hyperparameters={"n_epochs": 50}
    )
    assert client.fine_tuning.jobs.cancel(long.id).status == "cancelled"
    assert client.models.delete(job.fine_tuned_model).deleted
    try:
        client.completions.create(model=job.fine_tuned_model, prompt="a")
    except openai.NotFoundError as error:
        assert error.code == "model_not_found"
    else:
        raise AssertionError("a deleted model answered")
    try:
        openai.OpenAI(base_url=base, api_key="sk-wrong").models.list()
    except openai.AuthenticationError as error:
        assert error.code == "invalid_api_key"
    else:
        raise AssertionError("a wrong key was taken")
    assert client.files.delete(files[1].id).deleted
    return len(checker.checked) if checker else 0


os.environ["NO_PROXY"] = "127.0.0.1"
state = os.path.join(folder, "current")
key = {"SERVE_KEY": KEY}
with server.running(program, state, "--key-from", "env:SERVE_KEY", environment=key) as running:
    checked = main(running.base)
for root, _, names in os.walk(state):
    for name in names:
        with open(os.path.join(root, name), "rb") as file:
            assert KEY.encode() not in file.read(), f"the key is in {name}"
print(f"current client: works; {checked} exchanges validated")
