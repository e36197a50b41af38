"""Times the worker, packed and padded, beside Transformers' Trainer on the same documents and settings."""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORKER = ROOT / "Sources/TransformersProvider/Worker"
PROGRAM = Path(os.environ.get("PROGRAM", ROOT / ".build/release/manifest-run"))
# GPT-NeoX as Pythia has it: https://arxiv.org/abs/2304.01373, table 1.
SHAPES = {
    "70m": {"hidden_size": 512, "num_hidden_layers": 6, "num_attention_heads": 8},
    "410m": {"hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16},
}
VOCABULARY = 50_304


def arguments():
    parser = argparse.ArgumentParser(prog="Benchmarks/open-weights/run", description=__doc__)
    parser.add_argument("--shape", choices=SHAPES, default="70m", help="of random weights (default: 70m)")
    parser.add_argument("--model", type=Path, help="a folder with a model, in place of random weights")
    parser.add_argument("--documents", type=int, default=160, help="how many are trained on (default: 160)")
    parser.add_argument("--batch", type=int, default=8, help="documents in a step (default: 8)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each trainer (default: 3)")
    parser.add_argument("--data", type=Path, help="a training file; the program makes one if absent")
    return parser.parse_args()


def make_model(folder, shape):
    """A model of random weights over bytes, whose vocabulary is as large as the original's."""
    sys.path.insert(0, str(WORKER))
    from manifest_worker.models import byte_tokenizer
    from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

    width = SHAPES[shape]["hidden_size"]
    configuration = GPTNeoXConfig(
        vocab_size=VOCABULARY, intermediate_size=4 * width, max_position_embeddings=2048,
        bos_token_id=0, eos_token_id=0, **SHAPES[shape],
    )
    GPTNeoXForCausalLM(configuration).save_pretrained(folder)
    byte_tokenizer().save_pretrained(folder)
    return folder


def make_data(folder):
    """The training file of the small experiment with open weights."""
    options = ["--until", "generate", "--workspace", str(folder / "workspace"), "--json"]
    options += ["--set", "fine-tune.models=['random:llama']"]
    manifest = ROOT / "experiments/open_weights/smollm2.yaml"
    run = subprocess.run(
        [PROGRAM, "run", manifest, *options], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    step = next(step for step in json.loads(run.stdout)["steps"] if step["kind"] == "generate")
    path = next(output["path"] for output in step["outputs"] if output["name"] == "train.jsonl")
    return folder / "workspace" / path


def last_line(command):
    """What a program says last, which must be a line of JSON."""
    environment = {**os.environ, "PYTHONPATH": str(WORKER)}
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout.splitlines()[-1])


def worker(request, folder, packing):
    """Seconds, loss and device of a training by the worker."""
    path = folder / "request.jsonl"
    path.write_text(json.dumps({**request, "packing": packing}) + "\n")
    result = last_line([sys.executable, "-m", "manifest_worker", str(path)])
    assert result["event"] == "result", result
    return result["seconds"], result["loss"], result["device"]


def trainer(request, folder):
    """Seconds and loss of a training by Trainer."""
    path = folder / "trainer.json"
    path.write_text(json.dumps(request))
    result = last_line([sys.executable, str(HERE / "trainer_peer.py"), str(path)])
    return result["seconds"], result["loss"], None


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = options.data or make_data(folder)
        lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
        # From the whole file, whose kinds of documents have different lengths.
        lines = random.Random(0).sample(lines, min(options.documents, len(lines)))
        data = folder / "train.jsonl"
        data.write_text("".join(lines), encoding="utf-8")
        model = options.model or make_model(folder / "model", options.shape)
        request = {
            "do": "train", "model": {"folder": str(model)}, "data": str(data), "to": str(folder / "made"),
            "epochs": 1, "batch_size": options.batch, "learning_rate": 1e-4, "warmup": 0.0,
            "schedule": "linear", "clip": 1.0, "precision": "auto",
        }
        programs = {
            "the worker, packed": lambda: worker(request, folder, True),
            "the worker, padded": lambda: worker(request, folder, False),
            "Trainer": lambda: trainer(request, folder),
        }
        rounds = {name: [] for name in programs}
        # In turns, so that a busy minute slows all of them.
        for number in range(options.rounds):
            for name, program in programs.items():
                print(f"  round {number + 1}: {name}", file=sys.stderr)
                rounds[name].append(program())
        print(table(rounds, len(lines), options))


def table(rounds, count, options):
    peer = statistics.median(seconds for seconds, _, _ in rounds["Trainer"])
    device = rounds["the worker, packed"][0][2]
    lines = [
        f"{options.model or options.shape}, {count} documents, {options.batch} in a step, {device}:", "",
        "| trainer | documents/s | range of seconds | of Trainer | mean loss |", "|---|---:|---:|---:|---:|",
    ]
    for name, calls in rounds.items():
        seconds = sorted(call[0] for call in calls)
        middle = statistics.median(seconds)
        lines.append(
            f"| {name} | {count / middle:.2f} | {seconds[0]:.1f}–{seconds[-1]:.1f} | {peer / middle:.2f} × "
            f"| {calls[0][1]:.4f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
