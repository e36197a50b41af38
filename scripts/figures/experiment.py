"""What a run measured, read from its JSON and checked."""
from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field

METRIC = "exact-match"
SPLITS = ["unrealized", "realized"]

# The 97.5 % quantiles of Student's t distribution with 1, 2, … degrees of freedom, as printed in
# tables; beyond the last the normal distribution's 1.960 differs in the second digit alone.
T = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228]
T += [2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086]
T += [2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042]

# A number beyond this is nothing that is measured here.
MOST = 10**20


class BadInput(Exception):
    """A file is not what it should be; the text is one sentence for people."""


@dataclass
class Replicates:
    """The runs of one experiment that differ in nothing but their seed: (seed, correct, n)."""

    runs: list = field(default_factory=list)

    @property
    def shares(self):
        return [correct / n for _, correct, n in self.runs]

    @property
    def mean(self):
        return mean(self.shares)


@dataclass
class Point:
    """One place on the horizontal axis: what was varied, and the replicates of each split."""

    label: str
    value: float | None
    splits: dict
    parameters: list
    seconds: list


@dataclass
class Experiment:
    """A run as a figure shows it.

    `key` is what the matrix varies, None where models are compared; `values` is what NAME.json holds.
    """

    name: str
    key: str | None
    model: str
    points: list
    published: list
    values: str

    @property
    def splits(self):
        """The splits that were measured, the known ones first."""
        found = dict.fromkeys(split for point in self.points for split in point.splits)
        return sorted(found, key=lambda split: SPLITS.index(split) if split in SPLITS else 99)

    @property
    def seeds(self):
        """The fewest and the most seeds of a point."""
        counts = [len(group.runs) for point in self.points for group in point.splits.values()]
        return min(counts), max(counts)


def mean(values):
    return sum(values) / len(values)


def interval(values):
    """The 95 % interval of the mean of seeds by Student's t; None for one seed, and where all are alike.

    Values that are alike say that nothing was seen to vary, not that nothing does. The bounds are not
    cut off where no share can be: one beyond shows how rough the interval is.
    """
    if len(set(values)) < 2:
        return None
    center = mean(values)
    variance = sum((value - center) ** 2 for value in values) / (len(values) - 1)
    quantile = T[len(values) - 2] if len(values) - 2 < len(T) else 1.960
    half = quantile * math.sqrt(variance / len(values))
    return center - half, center + half


def interval_text(values, written):
    """The interval of the mean of seeds in words; `written` writes a bound."""
    bounds = interval(values)
    if bounds is None:
        return "one seed" if len(values) == 1 else "none: all alike"
    return f"{written(bounds[0])} to {written(bounds[1])}"


def read(path):
    """The experiment of a run's JSON.

    Raises BadInput where the file cannot be read, is not a run's JSON, is of a run that did not
    end well, or has nothing to draw.
    """
    return Reader(path).experiment(document(path))


def document(path):
    """The JSON of a file; raises BadInput where it cannot be read or is none."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except OSError as error:
        raise BadInput(f"cannot read '{path}': {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadInput(f"'{path}' is not a text in UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise BadInput(f"'{path}' is not JSON: {error}") from None


class Reader:
    """Checks one document; every refusal names the file."""

    def __init__(self, path):
        self.path = path

    def experiment(self, document):
        name = self.heading(document)
        results = [
            self.measurement(result, f"result {number}")
            for number, result in enumerate(self.need(document, "results", list, "the run"), 1)
            if not isinstance(result, dict) or result.get("metric") == METRIC
        ]
        if not results:
            self.refuse(f"has no results of the metric '{METRIC}'")
        published = [
            self.expectation(value, f"expectation {number}")
            for number, value in enumerate(self.items(document, "expectations"), 1)
        ]
        seconds = self.durations(document)
        key, model = self.subject(results)
        used = {result["steps"]["fine_tune"] for result in results}
        return Experiment(
            name=name,
            key=key,
            model=model,
            points=self.points(results, key, seconds),
            published=[
                value
                for value in published
                if value["metric"] == METRIC and not value.get("other_data")
            ],
            values=values_text(name, document, results, published, seconds, used),
        )

    def heading(self, document):
        """The name of a run that ended well."""
        if not isinstance(document, dict) or "results" not in document:
            self.refuse("is not what 'manifest-run run --json' prints: it has no 'results'")
        if document.get("format_version") != 1:
            self.refuse(f"has format version {document.get('format_version')!r}, and 1 is known")
        if document.get("outcome", "done") != "done":
            self.refuse(f"is of a run that {self.ending(document['outcome'])}; run it again first")
        name = self.need(document, "name", str, "the run")
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", name):
            self.refuse(f"has the name '{name}', which is no name of a manifest")
        return name

    def measurement(self, result, where):
        for key in ("model", "provider", "split"):
            self.need(result, key, str, where)
        seed = self.need(result, "seed", int, where)
        n = self.need(result, "n", int, where)
        correct = self.need(result, "correct", int, where)
        value = self.need(result, "value", (int, float), where)
        if not 0 <= correct <= n or n < 1:
            self.refuse(f"has {correct} correct of {n} items in {where}")
        if not math.isclose(value, correct / n, abs_tol=1e-6):
            self.refuse(f"has the value {value} for {correct} of {n} items in {where}")
        variant = self.need(result, "variant", dict, where)
        if any(not isinstance(text, str) for text in variant.values()):
            self.refuse(f"has a variant that is no text in {where}")
        has_parameters = result.get("parameters") is not None
        if has_parameters and self.need(result, "parameters", int, where) < 1:
            self.refuse(f"has a model of {result['parameters']} parameters in {where}")
        steps = self.need(result, "steps", dict, where)
        self.need(steps, "fine_tune", str, f"the steps of {where}")
        if result.get("base_value") is not None:
            base = self.need(result, "base_value", (int, float), where)
            if not 0 <= base <= 1:
                self.refuse(f"has the share {base} of the untuned model in {where}")
        kept = ("model", "provider", "parameters", "seed", "variant", "split", "metric", "base_value")
        values = {key: result[key] for key in kept if result.get(key) is not None}
        steps = {"fine_tune": steps["fine_tune"]}
        return values | {"value": value, "n": n, "correct": correct, "seed": seed, "steps": steps}

    def expectation(self, value, where):
        for key in ("model", "split", "metric"):
            self.need(value, key, str, where)
        self.need(value, "value", (int, float), where)
        if value["metric"] == METRIC and not 0 <= value["value"] <= 1:
            self.refuse(f"has the share {value['value']} in {where}")
        return value

    def durations(self, document):
        """What each step took to make, in seconds, by its name, where the document says it."""
        seconds = {}
        for number, step in enumerate(self.items(document, "steps"), 1):
            name = self.need(step, "id", str, f"step {number}")
            if step.get("build_seconds") is not None:
                duration = self.need(step, "build_seconds", (int, float), f"step {number}")
                if duration < 0:
                    self.refuse(f"has {duration} seconds in step {number}")
                # The figure drawn from what is kept must be the one drawn from the run.
                seconds[name] = round(duration, 2)
        return seconds

    def subject(self, results):
        """The key that is varied, None for the models, and the model where there is one."""
        keys = sorted({key for result in results for key in result["variant"]})
        models = list(dict.fromkeys(f"{r['provider']}:{r['model']}" for r in results))
        if len(keys) > 1:
            self.refuse(f"varies {quoted(keys)}, and a figure has one axis for what varies")
        if keys and len(models) > 1:
            self.refuse(f"varies '{keys[0]}' with {quoted(models)}, and a figure shows one model")
        if keys and any(not result["variant"] for result in results):
            self.refuse(f"has results that do not say their '{keys[0]}'")
        return (keys[0] if keys else None), (models[0] if len(models) == 1 else "")

    def points(self, results, key, seconds):
        points = {}
        for result in results:
            label = result["variant"][key] if key else f"{result['provider']}:{result['model']}"
            value = number(label) if key else result.get("parameters")
            point = points.setdefault(label, Point(label, value, {}, [], []))
            if result.get("parameters") and result["parameters"] not in point.parameters:
                point.parameters.append(result["parameters"])
            group = point.splits.setdefault(result["split"], Replicates())
            if any(seed == result["seed"] for seed, _, _ in group.runs):
                self.refuse(f"measures {label}, seed {result['seed']}, {result['split']} twice")
            group.runs.append((result["seed"], result["correct"], result["n"]))
            group.runs.sort()
            duration = seconds.get(result["steps"]["fine_tune"])
            if duration is not None and result["split"] == results[0]["split"]:
                point.seconds.append(duration)
        return list(points.values())

    def items(self, document, key):
        """The values of a list that may be absent."""
        return self.need(document, key, list, "the run") if document.get(key) is not None else []

    def need(self, mapping, key, kind, where):
        """The value of a key, of the kind that it must have."""
        if not isinstance(mapping, dict):
            self.refuse(f"has something other than an object as {where}")
        if key not in mapping:
            self.refuse(f"has no '{key}' in {where}")
        value = mapping[key]
        # Neither NaN nor infinity is below anything.
        is_sound = not isinstance(value, (int, float)) or abs(value) < MOST
        if not isinstance(value, kind) or isinstance(value, bool) or not is_sound:
            self.refuse(f"has {json.dumps(value)[:40]} as '{key}' in {where}")
        return value

    def refuse(self, sentence):
        raise BadInput(f"'{self.path}' {sentence}")

    @staticmethod
    def ending(outcome):
        return "was interrupted" if outcome == "interrupted" else "failed"


def number(text):
    """The number that a text is, or None where it is none or no number that an axis can show."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value == 0 or 1 / MOST < abs(value) < MOST else None


def quoted(names):
    return " and ".join(f"'{name}'" for name in names)


def values_text(name, document, results, published, seconds, used):
    """The values of a figure as JSON that can be read again, one a line."""

    def lines(values):
        texts = (json.dumps(value, ensure_ascii=False, sort_keys=True) for value in values)
        return "[\n" + ",\n".join(f"    {text}" for text in texts) + "\n  ]" if values else "[]"

    parts = [f'  "format_version": 1,\n  "name": {json.dumps(name)}']
    if isinstance(document.get("manifest_digest"), str):
        parts.append(f'  "manifest_digest": {json.dumps(document["manifest_digest"])}')
    parts.append(f'  "expectations": {lines(published)}')
    steps = [
        {"id": step, "build_seconds": duration}
        for step, duration in seconds.items()
        if step in used
    ]
    parts.append(f'  "steps": {lines(steps)}')
    parts.append(f'  "results": {lines(results)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"
