"""Times plans and runs in which nothing is left to do, first runs, and what memory they take."""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import graphs

ROOT = Path(__file__).resolve().parents[2]
# A file system in memory.
MEMORY = Path("/dev/shm")
PROGRAM = Path(os.environ.get("PROGRAM", ROOT / ".build/release/manifest-run"))


def arguments():
    parser = argparse.ArgumentParser(prog="Benchmarks/plan/run", description=__doc__)
    parser.add_argument("--steps", type=int, nargs="+", default=[1000, 10_000],
                        help="the sizes of the graphs (default: 1000 10000)")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each command (default: 7)")
    parser.add_argument("--ours", action="store_true", help="ours alone")
    parser.add_argument("--folder", help="where files are kept meanwhile; a new temporary one if absent")
    parser.add_argument("--slow", type=int, default=1000,
                        help="the most steps for DVC and Snakemake (default: 1000)")
    parser.add_argument("--json", help="a file for all figures")
    parser.add_argument("--peers", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def call(command, folder, environment=None):
    """Runs a command that must succeed; its seconds, processor seconds and largest process in MB."""
    with tempfile.TemporaryFile() as messages:
        start = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)), cwd=folder, env=environment,
            stdout=subprocess.DEVNULL, stderr=messages,
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        messages.seek(0)
        assert process.returncode == 0, f"{command}: {messages.read().decode()[-2000:]}"
    return {
        "seconds": seconds,
        "processor": used.ru_utime + used.ru_stime,
        "megabytes": used.ru_maxrss / 1024,
    }


class Ours:
    """Our program in a workspace of its own."""

    name = "manifest-run"

    def __init__(self, folder, steps):
        self.folder, self.steps = folder, steps
        folder.mkdir(parents=True)
        (folder / "manifest.yaml").write_text(graphs.manifest(steps))
        self.environment = None
        self.workspaces = 0
        self.use("workspace")

    def use(self, workspace):
        options = ["manifest.yaml", "--until", "generate", "--workspace", workspace]
        self.plan = [PROGRAM, "plan", *options]
        self.run = [PROGRAM, "run", *options, "--quiet"]

    def first(self):
        # Files that were just deleted slow down the making of others on some file systems, so the
        # workspaces of earlier rounds stay.
        self.workspaces += 1
        self.use(f"workspace-{self.workspaces}")
        return call(self.run, self.folder)

    def first_in_memory(self):
        """A first run where nobody waits for a disk."""
        with tempfile.TemporaryDirectory(dir=MEMORY) as workspace:
            run = [*self.run]
            run[run.index("--workspace") + 1] = workspace
            return call(run, self.folder)

    def check(self):
        """Nothing is left to do, for all steps."""
        text = subprocess.run(
            self.plan, cwd=self.folder, check=True, capture_output=True, text=True
        ).stdout
        assert f"{self.steps} reused" in text, text[-200:]


class Peer:
    """Another program on the graph in a folder of its own."""

    def __init__(self, name, folder, steps, write, plan, run, environment=None):
        self.name, self.folder, self.plan, self.run = name, folder, plan, run
        self.environment = environment
        write(folder, graphs.prepare(folder, steps))

    def first(self):
        return call(self.run, self.folder, self.environment)

    def check(self):
        before = (self.folder / "joined").stat().st_mtime_ns
        call(self.run, self.folder, self.environment)
        assert (self.folder / "joined").stat().st_mtime_ns == before, f"{self.name} did it again"


def peers(options, folder, steps):
    """The programs that are there, each with the graph and nothing done."""
    found = []
    make = shutil.which("make")
    if make:
        found.append(Peer("make", folder / "make", steps, graphs.make, [make, "-n"], [make]))
    if not options.peers:
        return found
    ninja = options.peers / "ninja"
    if ninja.exists():
        found.append(
            Peer("ninja", folder / "ninja", steps, graphs.ninja, [ninja, "-n"], [ninja, "--quiet"]))
    if steps > options.slow:
        return found
    quiet = {**os.environ, "PATH": f"{options.peers}:{os.environ['PATH']}", "DVC_NO_ANALYTICS": "1",
             "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    snakemake = options.peers / "snakemake"
    if snakemake.exists():
        run = [snakemake, "--cores", "all", "--quiet", "all"]
        found.append(Peer("Snakemake", folder / "snakemake", steps, graphs.snakemake,
                          [*run, "--dry-run"], run, quiet))
    dvc = options.peers / "dvc"
    if dvc.exists():
        peer = Peer("DVC", folder / "dvc", steps, graphs.dvc,
                    [dvc, "repro", "--quiet", "--dry"], [dvc, "repro", "--quiet"], quiet)
        call([dvc, "init", "--no-scm", "--quiet"], peer.folder, quiet)
        found.append(peer)
    return found


def medians(measured):
    """The medians of some calls' figures, and how far the seconds lay apart."""
    result = {key: statistics.median(m[key] for m in measured) for key in measured[0]}
    result["range"] = [min(m["seconds"] for m in measured), max(m["seconds"] for m in measured)]
    return result


def measure(options, folder, steps):
    """The figures of every program by its name."""
    programs = [Ours(folder / "ours", steps)]
    if not options.ours:
        programs += peers(options, folder, steps)
    figures = {}
    for program in programs:
        ours = isinstance(program, Ours)
        print(f"  {program.name}: {steps} steps for the first time", file=sys.stderr)
        rounds = 3 if ours and steps <= 10_000 else 1
        figures[program.name] = {"first": medians([program.first() for _ in range(rounds)])}
        program.check()
        if ours and MEMORY.is_dir():
            in_memory = [program.first_in_memory() for _ in range(rounds)]
            figures[program.name]["first_in_memory"] = medians(in_memory)
    # What the first runs wrote goes to the disk now, and not while somebody is timed.
    os.sync()
    measured = {(program.name, what): [] for program in programs for what in ("plan", "run")}
    # In turns, so that a busy minute slows all of them; the slow ones less often.
    for number in range(options.rounds):
        for program in programs:
            for what in ("plan", "run"):
                known = measured[program.name, what]
                if known and known[0]["seconds"] > 10 and number > 2:
                    continue
                command = getattr(program, what)
                # Once before, so that nobody pays for what the program before it pushed out of the caches.
                call(command, program.folder, program.environment)
                known.append(call(command, program.folder, program.environment))
    for (name, what), calls in measured.items():
        figures[name][what] = medians(calls)
    return figures


def milliseconds(seconds):
    return f"{seconds * 1000:.0f} ms" if seconds < 10 else f"{seconds:.1f} s"


def table(steps, figures):
    """The figures of one size as Markdown."""
    ours = figures["manifest-run"]
    lines = [
        f"| {steps} steps | plan, nothing to do | of ours | run, nothing to do | of ours | memory of a plan "
        "| first run, a step |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, figure in figures.items():
        plan, run, first = figure["plan"], figure["run"], figure["first"]
        ratios = ["", ""] if name == "manifest-run" else [
            f"{plan['seconds'] / ours['plan']['seconds']:.2f} ×",
            f"{run['seconds'] / ours['run']['seconds']:.2f} ×",
        ]
        cells = [
            name, milliseconds(plan["seconds"]), ratios[0], milliseconds(run["seconds"]), ratios[1],
            f"{plan['megabytes']:.0f} MB", f"{first['seconds'] / steps * 1000:.2f} ms",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    if "first_in_memory" in ours:
        own = ours["first_in_memory"]
        lines += ["", f"Our first run with its workspace in memory: "
                  f"{own['seconds'] / steps * 1000:.2f} ms a step, "
                  f"{own['processor'] / steps * 1000:.2f} ms of processor time."]
    return "\n".join(lines)


def linearity(results):
    """Microseconds a step at each size, which a linear cost leaves equal."""
    lines = ["| steps | plan, a step | run, a step | first run, a step | memory of a plan, a step |",
             "|---:|---:|---:|---:|---:|"]
    for steps, figures in results.items():
        ours = figures["manifest-run"]
        cells = [f"{ours[what]['seconds'] / steps * 1e6:.1f} µs" for what in ("plan", "run", "first")]
        memory = f"{ours['plan']['megabytes'] / steps * 1024:.1f} kB"
        lines.append("| " + " | ".join([str(steps), *cells, memory]) + " |")
    return "\n".join(lines)


def main():
    options = arguments()
    if "PROGRAM" not in os.environ:
        static = ["--static-swift-stdlib"] if sys.platform == "linux" else []
        subprocess.run(
            ["swift", "build", "--configuration", "release", "--product", "manifest-run", *static],
            cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        )
    sizes = options.steps
    results = {}
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        for steps in sizes:
            results[steps] = measure(options, Path(name) / str(steps), steps)
            print(table(steps, results[steps]) + "\n")
            shutil.rmtree(Path(name) / str(steps))
    if len(results) > 1:
        print(linearity(results))
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
