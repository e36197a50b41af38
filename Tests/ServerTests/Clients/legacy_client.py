"""The older official client against the server: its command line, and its library.

Usage: legacy_client.py PROGRAM FOLDER [DESCRIPTION]
"""

import os
import re
import subprocess
import sys

import openai
import requests

import exchanges
import server

program, folder = sys.argv[1:3]
description = sys.argv[3] if len(sys.argv) > 3 else None
training, validation = server.write_examples(folder)


def command_line(base):
    """The steps of a script that was written for the hosted service."""
    environment = {
        **os.environ,
        "OPENAI_API_BASE": base,
        "OPENAI_API_KEY": "sk-local",
        "NO_PROXY": "127.0.0.1",
    }

    def call(*arguments):
        result = subprocess.run(
            [os.path.join(os.path.dirname(sys.executable), "openai"), "api", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    call("files.create", "-f", training, "-p", "fine-tune")
    output = call(
        "fine_tunes.create",
        *("-t", training, "-v", validation, "-m", "ada", "--n_epochs", "60"),
        *("--batch_size", "4", "--learning_rate_multiplier", "0.4"),
        *("--suffix", "simple-openweb-10epochs-lr0.4-bs8"),
    )
    assert "Completed epoch 60/60" in output, output
    assert "Job complete! Status: succeeded" in output, output
    job = re.search(r"Created fine-tune: (ft-\w{24})", output).group(1)
    model = re.search(r"completions.create -m (\S+)", output).group(1)
    assert model.startswith("ada:ft-local:simple-openweb-10epochs-lr0-4-bs8-"), model
    prompt = "What is item 7? A:"
    answer = call("completions.create", "-m", model, "-p", prompt, "-M", "8", "-t", "0")
    assert answer.startswith(prompt + " thing number 7"), answer
    assert call("fine_tunes.results", "-i", job).startswith("step,elapsed_tokens,")
    assert job in call("fine_tunes.list")
    assert '"status": "succeeded"' in call("fine_tunes.get", "-i", job)
    assert "Completed epoch 1/60" in call("fine_tunes.events", "-i", job)
    assert "Job complete" in call("fine_tunes.follow", "-i", job)
    return model, job


def library(base, model, job):
    """The same client's library, of which every exchange is held against the description."""
    checker = None
    session = requests.Session()
    session.trust_env = False
    if description:
        checker = exchanges.Checker(exchanges.read(description), base)

        def check(response, **_):
            if "event-stream" in response.headers.get("content-type", ""):
                return
            request = response.request
            checker.check(
                request.method,
                request.url,
                {name.lower(): value for name, value in request.headers.items()},
                request.body.encode() if isinstance(request.body, str) else request.body,
                response.status_code,
                {name.lower(): value for name, value in response.headers.items()},
                response.content,
            )

        session.hooks["response"].append(check)
    openai.api_base, openai.api_key, openai.requestssession = base, "sk-local", lambda: session
    with open(training, "rb") as file:
        uploaded = openai.File.create(file=file, purpose="fine-tune", user_provided_filename="t.jsonl")
    assert openai.File.retrieve(uploaded.id).filename == "t.jsonl"
    assert uploaded.id in [file.id for file in openai.File.list().data]
    assert openai.File.download(uploaded.id) == open(training, "rb").read()
    assert openai.FineTune.retrieve(job).fine_tuned_model == model
    assert [made.id for made in openai.FineTune.list().data] == [job]
    assert len(openai.FineTune.list_events(job).data) > 60
    assert [event.message for event in openai.FineTune.stream_events(job)][-1] == "Fine-tune succeeded"
    prompts = [f"What is item {i}? A:" for i in range(10)]
    answer = openai.Completion.create(
        model=model, prompt=prompts, max_tokens=8, temperature=0, stop=["\n"], logprobs=3
    )
    texts = {choice.index: choice.text for choice in answer.choices}
    assert sum(texts[i] == f" thing number {i}" for i in range(10)) >= 9, texts
    if not description:
        # The hosted service gives a null for the first echoed token, and its description none.
        scored = openai.Completion.create(
            model=model, prompt=prompts[3] + texts[3], max_tokens=0, echo=True, logprobs=0
        )
        lists = scored.choices[0].logprobs
        assert lists.token_logprobs[0] is None and max(lists.text_offset) >= len(prompts[3])
    assert model in [item.id for item in openai.Model.list().data]
    assert openai.Model.retrieve("ada").id == "ada"
    made = openai.FineTune.create(training_file=uploaded.id, model="davinci", n_epochs=500)
    assert openai.FineTune.cancel(made.id).status == "cancelled"
    assert openai.File.delete(uploaded.id).deleted
    assert openai.Model.delete(model).deleted
    for wrong in (
        lambda: openai.Completion.create(model=model, prompt="a"),
        lambda: openai.FineTune.create(training_file="file-none", model="ada"),
        lambda: openai.FineTune.create(training_file=uploaded.id, model="ada", nepochs=1),
    ):
        try:
            wrong()
        except openai.error.InvalidRequestError as error:
            assert error.http_status in (400, 404) and error.user_message
        else:
            raise AssertionError("a wrong request was not refused")
    return len(checker.checked) if checker else 0


with server.running(program, os.path.join(folder, "legacy")) as running:
    made = command_line(running.base)
    checked = library(running.base, *made)
    assert running.stop() == 0
print(f"legacy client: works; {checked} exchanges validated")
