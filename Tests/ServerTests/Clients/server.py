"""Starts the program's server for a check, and makes the files that checks train on."""

import contextlib
import json
import os
import signal
import subprocess


def write_examples(folder, count=40):
    """Writes a training and a validation file and returns their paths."""
    lines = [
        json.dumps({"prompt": f"What is item {i}? A:", "completion": f" thing number {i}\n"})
        for i in range(count)
    ]
    paths = []
    for name, part in (("train.jsonl", lines), ("validation.jsonl", lines[:10])):
        path = os.path.join(folder, name)
        with open(path, "w") as file:
            file.write("\n".join(part) + "\n")
        paths.append(path)
    return paths


class Server:
    """A process of `manifest-run serve` on any free port."""

    def __init__(self, program, state, *options, environment=None):
        self.process = subprocess.Popen(
            [program, "serve", "--port", "0", "--state", state, "--quiet", *options],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **(environment or {})},
        )
        self.base = self.process.stdout.readline().strip()
        if not self.base:
            raise SystemExit("the server did not start")

    def kill(self):
        """Ends the process as a crash does."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Asks the process to end and returns its exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


@contextlib.contextmanager
def running(program, state, *options, environment=None):
    """A server that is gone afterwards."""
    server = Server(program, state, *options, environment=environment)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()
