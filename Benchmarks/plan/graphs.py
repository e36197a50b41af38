"""The same number of steps as a manifest of ours and as the files of other programs.

Ours is a matrix: as many datasets of five pairs as there are steps. The others get a chain of a tenth
of the steps, a hundred at most, whose end many steps read, and one that joins those. Each of their
steps copies a file of a few bytes.
"""

from dataclasses import dataclass
from pathlib import Path


def manifest(steps):
    """A manifest whose plan up to `generate` has so many steps."""
    seeds = ", ".join(map(str, range(1, steps + 1)))
    return (
        "manifest: 1\nname: plan_speed\ndataset: { realized: 4, unrealized: 1 }\n"
        f"matrix:\n  dataset.seed: [{seeds}]\n"
    )


@dataclass
class Step:
    """A file and the files that it is made from."""

    name: str
    inputs: list


def graph(steps):
    """A chain, a fan-out and a join of so many steps in all; the first one reads `source`."""
    length = min(steps // 10, 100)
    chain = [Step(f"c{i}", [f"c{i - 1}" if i else "source"]) for i in range(length)]
    fan = [Step(f"f{i}", [chain[-1].name]) for i in range(steps - length - 1)]
    return chain + fan + [Step("joined", [step.name for step in fan])]


def make(folder, steps):
    lines = [".PHONY: all", "all: joined"]
    for step in steps:
        lines += [f"{step.name}: {' '.join(step.inputs)}", "\t@cp $< $@"]
    (folder / "Makefile").write_text("\n".join(lines) + "\n")


def ninja(folder, steps):
    lines = ["rule copy", "  command = cp $first $out"]
    for step in steps:
        lines += [f"build {step.name}: copy {' '.join(step.inputs)}", f"  first = {step.inputs[0]}"]
    (folder / "build.ninja").write_text("\n".join(lines) + "\ndefault joined\n")


def snakemake(folder, steps):
    """Rules with wildcards, as its users write them."""
    length = sum(step.name.startswith("c") for step in steps)
    fan = len(steps) - length - 1
    (folder / "Snakefile").write_text(f"""
rule join:
    input: [f"f{{i}}" for i in range({fan})]
    output: "joined"
    shell: "cp f0 {{output}}"

rule fan:
    input: "c{length - 1}"
    output: r"f{{i,\\d+}}"
    shell: "cp {{input}} {{output}}"

rule chain:
    input: lambda wildcards: f"c{{int(wildcards.i) - 1}}" if int(wildcards.i) else "source"
    output: r"c{{i,\\d+}}"
    shell: "cp {{input}} {{output}}"
""")


def dvc(folder, steps):
    lines = ["stages:"]
    for step in steps:
        lines += [f"  {step.name}:", f"    cmd: cp {step.inputs[0]} {step.name}", "    deps:"]
        lines += [f"    - {name}" for name in step.inputs]
        lines += ["    outs:", f"    - {step.name}:", "        cache: false"]
    (folder / "dvc.yaml").write_text("\n".join(lines) + "\n")


def prepare(folder: Path, steps):
    """Makes a folder with the source file that all begin with."""
    folder.mkdir(parents=True)
    (folder / "source").write_text("source\n")
    return graph(steps)
