"""The program as a client of its own server, with every exchange held against a description.

Usage: own_client.py PROGRAM FOLDER DESCRIPTION

With a description that has /fine-tunes, the older dialect is spoken; with any other, the newer one.
"""

import http.client
import http.server
import json
import os
import subprocess
import sys
import threading
import urllib.parse

import exchanges
import server

program, folder, description = sys.argv[1:4]
KEY = "sk-recognisable-0452"
PATHS = [
    "/files",
    "/files/{file_id}",
    "/fine_tuning/jobs",
    "/fine_tuning/jobs/{fine_tuning_job_id}",
    "/fine_tuning/jobs/{fine_tuning_job_id}/events",
    "/completions",
    "/models/{model}",
]
MANIFEST = """\
manifest: 1
name: described
dataset: { realized: 12, unrealized: 2 }
fine-tune: { provider: PROVIDER, models: [ada], epochs: 2, batch-size: 4 }
"""


class Recorder(http.server.BaseHTTPRequestHandler):
    """Hands every request on to the server, and keeps it with its answer."""

    protocol_version = "HTTP/1.1"
    target = None
    kept = []

    def hand_on(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else None
        connection = http.client.HTTPConnection(self.target, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        connection.request(self.command, self.path, body, headers)
        answer = connection.getresponse()
        data = answer.read()
        self.kept.append(
            (
                self.command,
                self.path,
                {name.lower(): value for name, value in self.headers.items()},
                body,
                answer.status,
                {name.lower(): value for name, value in answer.getheaders()},
                data,
            )
        )
        connection.close()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_DELETE = hand_on

    def log_message(self, *_):
        pass


def document():
    """The description to hold exchanges against."""
    whole = exchanges.read(description)
    return whole if "/fine-tunes" in whole["paths"] else exchanges.repaired(whole, PATHS)


def as_described(path, data):
    """An answer without what the hosted service sends against its own description.

    Nothing comes before the first token of an echo, so it has null for a probability.
    """
    if not path.endswith("/completions"):
        return data
    answer = json.loads(data)
    for choice in answer.get("choices", []):
        if choice["logprobs"] and choice["logprobs"]["token_logprobs"][:1] == [None]:
            assert choice["logprobs"]["top_logprobs"][0] is None
            choice["logprobs"]["token_logprobs"][0] = 0
            choice["logprobs"]["top_logprobs"][0] = {}
    return json.dumps(answer).encode()


def run(provider, base):
    """Does a small experiment at a service."""
    home = os.path.join(folder, provider)
    os.makedirs(home)
    manifest = os.path.join(home, "m.yaml")
    with open(manifest, "w") as file:
        file.write(MANIFEST.replace("PROVIDER", provider))
    environment = {
        **{name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
        "HOME": home,
        "XDG_STATE_HOME": home,
        "XDG_CONFIG_HOME": home,
        "OPENAI_BASE_URL": base,
        "OPENAI_API_KEY": KEY,
        "MANIFEST_RUN_TEST_HASTE": "25",
    }
    subprocess.run(
        [program, "run", manifest, "--workspace", os.path.join(home, "workspace"), "--json"],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def main(base):
    address = urllib.parse.urlsplit(base)
    Recorder.target = address.netloc
    proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    proxy.daemon_threads = True
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    content = document()
    is_legacy = "/fine-tunes" in content["paths"]
    run("openai-legacy" if is_legacy else "openai", f"http://127.0.0.1:{proxy.server_port}/v1")
    proxy.shutdown()
    checker = exchanges.Checker(content, base)
    host = base.removesuffix("/v1")
    for method, path, headers, body, status, answer_headers, data in Recorder.kept:
        assert headers.get("authorization") == f"Bearer {KEY}", f"no key with {method} {path}"
        data = as_described(path, data)
        checker.check(method, host + path, headers, body, status, answer_headers, data)
    kinds = sorted({f"{method} {path.split('/')[2].split('?')[0]}" for method, path, *_ in Recorder.kept})
    job = "fine-tunes" if is_legacy else "fine_tuning"
    asked = ["POST files", "GET files", "POST completions", "GET models", f"POST {job}", f"GET {job}"]
    for kind in asked:
        assert kind in kinds, kinds
    return len(checker.checked)


state = os.path.join(folder, "served")
key = {"SERVE_KEY": KEY}
with server.running(program, state, "--key-from", "env:SERVE_KEY", environment=key) as running:
    checked = main(running.base)
print(f"own client: works; {checked} exchanges validated")
