"""Trains the same model on the same data with manifest-run, JAX and PyTorch in turn, and compares speed and losses."""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass

import numpy as np

import recipe
import useful_work

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE.parents[1]
MANIFEST = PACKAGE / "experiments" / "vanilla_qa.yaml"
BATCH, MULTIPLIER, SEED = 8, 0.4, 0

# Losses are compared over the first steps: later, rounding has made different models of equal ones.
COMPARED_STEPS, LARGEST_DIFFERENCE = 50, 1e-4

OURS = "manifest-run"
KEEP_MEMORY = "memory kept"
PEERS = {
    "JAX": ["jax_peer.py"],
    f"JAX, {KEEP_MEMORY}": ["jax_peer.py"],
    f"PyTorch, {KEEP_MEMORY}": ["torch_peer.py"],
    f"PyTorch compiled, {KEEP_MEMORY}": ["torch_peer.py", "--compile"],
}


@dataclass
class Round:
    """One training by one trainer."""

    losses: list
    seconds: float
    preparation: float = 0.0  # what comes before and after the steps: compilation, reading and writing


def arguments():
    parser = argparse.ArgumentParser(prog="run", description=__doc__)
    parser.add_argument("--model", default="curie", choices=recipe.SIZES)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=cores(), help="cores for each trainer; all if absent")
    parser.add_argument("--program", default=PACKAGE / ".build" / "release" / "manifest-run", type=pathlib.Path)
    options = parser.parse_args()
    if not options.program.exists():
        parser.error(f"there is no '{options.program}'; 'make build' makes it")
    if options.epochs < 2:
        parser.error(f"'--epochs' must be at least 2, found {options.epochs}")
    if not 1 <= options.threads <= cores():
        parser.error(f"'--threads' must be from 1 to {cores()}, found {options.threads}")
    return options


def cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def environment(threads):
    """The same cores for every program that is started from here."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    variables = dict(os.environ)
    for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"]:
        variables[name] = str(threads)
    return variables


def peer_environment(name, variables):
    """glibc gives large blocks back to the system at once, and the peers ask for them anew at every step: with
    blocks kept, JAX's gradient took 54 ms in place of 76. Hardly anybody sets this, but a comparison should be with
    the best of a peer too."""
    if KEEP_MEMORY not in name:
        return variables
    return variables | {
        "MALLOC_MMAP_THRESHOLD_": str(4 << 30),
        "MALLOC_TRIM_THRESHOLD_": str(8 << 30),
        "MALLOC_TOP_PAD_": str(64 << 20),
    }


def manifest_run(options, variables, workspace, until, epochs=1):
    """Does the experiment up to a kind of step; returns each step of the run by its kind."""
    settings = {
        "fine-tune.models": f"[{options.model}]",
        "fine-tune.epochs": epochs,
        "fine-tune.batch-size": BATCH,
        "fine-tune.learning-rate-multiplier": MULTIPLIER,
        "fine-tune.seeds": f"[{SEED}]",
    }
    command = [options.program, "run", MANIFEST, "--workspace", workspace, "--until", until, "--json", "--quiet"]
    command += [f"--set={key}={value}" for key, value in settings.items()]
    output = subprocess.run(command, env=variables, check=True, stdout=subprocess.PIPE).stdout
    return {step["kind"]: step for step in json.loads(output)["steps"]}


def path(step, name, workspace):
    """Where a file lies that a step made."""
    return workspace / next(output["path"] for output in step["outputs"] if output["name"] == name)


def our_round(options, variables, workspace):
    """The peers' clocks run for their steps alone. Ours runs for the whole step of the run, from reading the data to
    writing the model; what belongs to no epoch goes away in the difference to a training of a single one."""
    step, one = (
        manifest_run(options, variables, workspace, "fine-tune", epochs)["fine-tune"] for epochs in (options.epochs, 1)
    )
    seconds = (step["seconds"] - one["seconds"]) * options.epochs / (options.epochs - 1)
    with open(path(step, "metrics.jsonl", workspace), encoding="utf-8") as file:
        return Round([json.loads(line)["training_loss"] for line in file], seconds, step["seconds"] - seconds)


def peer_round(name, call, options, variables, files, folder):
    script, *flags = call
    outcome = folder / "outcome.json"
    command = [sys.executable, HERE / script, *files, outcome, *flags, "--model", options.model]
    command += ["--epochs", options.epochs, "--batch", BATCH, "--multiplier", MULTIPLIER, "--seed", SEED]
    subprocess.run([str(word) for word in command], env=peer_environment(name, variables), check=True)
    with open(outcome, encoding="utf-8") as file:
        values = json.load(file)
    return Round(values["losses"], values["seconds"], values["compilation"])


def all_rounds(options, variables, files, folder):
    """The rounds of each trainer, one of each in turn, so that a slow minute of the machine hits all."""
    rounds = {name: [] for name in [OURS, *PEERS]}
    for number in range(options.rounds):
        rounds[OURS].append(our_round(options, variables, folder / f"round-{number}"))
        for name, call in PEERS.items():
            rounds[name].append(peer_round(name, call, options, variables, files, folder))
        shown = ", ".join(f"{name} {rounds[name][-1].seconds:.1f} s" for name in rounds)
        print(f"round {number + 1} of {options.rounds}: {shown}", file=sys.stderr)
    return rounds


def peak(variables):
    """The best large product of any library, in GFLOP/s, and the library; each in a process of its own."""
    rates = {}
    for name in ["numpy", "jax", "torch", "onednn"]:
        command = [sys.executable, HERE / "sgemm_peak.py", name]
        rates |= json.loads(subprocess.run(command, env=variables, check=True, stdout=subprocess.PIPE).stdout)
    library = max(rates, key=rates.get)
    return rates[library], library


def largest_differences(rounds):
    """The largest difference between the losses of ours and each peer, over the first steps."""
    ours = rounds[OURS][0].losses[:COMPARED_STEPS]
    # NumPy's maximum, unlike Python's, is not a number where any loss is none.
    return {
        name: float(np.max(np.abs([np.subtract(ours, round.losses[:COMPARED_STEPS]) for round in rounds[name]])))
        for name in rounds
    }


def table(rounds, training, best):
    tokens, work = training.counted(), useful_work.operations(training)
    rates = {name: [tokens / round.seconds for round in rounds[name]] for name in rounds}
    median = {name: statistics.median(rates[name]) for name in rounds}
    head = ["trainer", "tokens/s", "range", "ms a step", "ours is", "GFLOP/s", "of peak", "beside them"]
    rows = [head]
    for name in rounds:
        seconds = tokens / median[name]
        rows.append([
            name,
            f"{median[name]:,.0f}",
            f"{min(rates[name]):,.0f}-{max(rates[name]):,.0f}",
            f"{seconds / len(training.steps) * 1e3:.1f}",
            f"{median[OURS] / median[name]:.2f} x",
            f"{work / seconds / 1e9:.1f}",
            f"{work / seconds / 1e9 / best:.0%}",
            f"{statistics.median(round.preparation for round in rounds[name]):.1f} s",
        ])
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))])
        for row in rows
    )


def main():
    options = arguments()
    variables = environment(options.threads)
    best, library = peak(variables)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        generate = manifest_run(options, variables, folder / "data", "generate")["generate"]
        files = [path(generate, name, folder / "data") for name in ("train.jsonl", "validation.jsonl")]
        rounds = all_rounds(options, variables, files, folder)
        pairs = [*recipe.pairs(files[0])]
    training = recipe.training(pairs, options.model, options.epochs, BATCH, MULTIPLIER, SEED)
    print(
        f"{options.model}: {training.shape.layers} layers, width {training.shape.width}, {training.shape.heads} heads,"
        f" {training.shape.vocabulary} tokens; {len(training.steps)} steps with {training.counted()} predictions that"
        f" count; {options.threads} {'core' if options.threads == 1 else 'cores'}, median of {options.rounds}"
    )
    print(f"peak of single-precision products: {best:.0f} GFLOP/s ({library})\n")
    print(table(rounds, training, best))
    differences = largest_differences(rounds)
    shown = ", ".join(f"{differences[name]:.1e} to {name}" for name in PEERS)
    print(f"\nlargest difference between the losses of the first {COMPARED_STEPS} steps: {shown}")
    if not all(difference < LARGEST_DIFFERENCE for difference in differences.values()):
        print(f"the losses differ by {LARGEST_DIFFERENCE} or more: these are not the same steps", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
