"""What several experiments gave, in one Markdown table: mean, interval over the seeds, every seed."""
import json
import math

from figures import experiment, table

DIFFERENCE = "persona-difference"
SPLITS = ["unrealized", "as-told", "other-persona", "realized"]

COLUMNS = [
    ("experiment", "---"),
    ("model", "---"),
    ("split", "---"),
    ("mean", "---:"),
    ("95 % interval over seeds", "---"),
    ("exact match by seed", "---"),
    ("seeds", "---"),
    ("items", "---:"),
    ("published", "---:"),
]


class Run:
    """The results of one experiment, checked; `values` is what NAME.json holds."""

    def __init__(self, path):
        reader = experiment.Reader(path)
        document = experiment.document(path)
        self.name = reader.heading(document)
        listed = reader.need(document, "results", list, "the run")
        results = [
            measurement(reader, result, f"result {number}")
            for number, result in enumerate(listed, 1)
            if not isinstance(result, dict)
            or result.get("metric") in (experiment.METRIC, DIFFERENCE)
        ]
        if not results:
            reader.refuse(f"has no results of the metric '{experiment.METRIC}'")
        self.published = [
            reader.expectation(value, f"expectation {number}")
            for number, value in enumerate(reader.items(document, "expectations"), 1)
        ]
        self.groups = grouped(reader, results)
        self.values = experiment.values_text(
            self.name, document, results, self.published, {}, set()
        )

    def rows(self):
        """The cells of a row for each variant, model and split; what is subtracted comes last."""
        for (variant, model, split, subtracted), runs in self.groups.items():
            values = [value for _, value, _ in sorted(runs)]
            seeds = [str(seed) for seed, _, _ in sorted(runs)]
            thousands = all(n >= 1000 for _, _, n in runs)
            shown = [signed(value, subtracted, 3 if thousands else 2) for value in values]
            yield [
                table.escaped(" ".join([self.name, *(f"{key}={text}" for key, text in variant)])),
                table.escaped(":".join(model)),
                table.escaped(f"{split} − {subtracted}" if subtracted else split),
                f"**{signed(experiment.mean(values), subtracted, 3)}**",
                experiment.interval_text(values, lambda bound: signed(bound, subtracted, 3)),
                ", ".join(shown) if len(set(shown)) > 1 else table.alike(shown),
                ", ".join(seeds),
                table.items([n for _, _, n in runs]),
                self.published_text(variant, model[1], split, subtracted),
            ]

    def published_text(self, variant, model, split, subtracted):
        metric = DIFFERENCE if subtracted else experiment.METRIC
        found = [
            f"{value['value']:g}"
            for value in self.published
            if (value["model"], value["split"], value["metric"]) == (model, split, metric)
            and dict(variant) not in value.get("other_data", [])
        ]
        return ", ".join(found)


def markdown(runs):
    """The table of several experiments."""
    rows = [row for run in runs for row in run.rows()]
    lines = [[title for title, _ in COLUMNS], [rule for _, rule in COLUMNS], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def measurement(reader, result, where):
    """An exact match or a difference of two, with what the table needs of it."""
    if not isinstance(result, dict) or result["metric"] == experiment.METRIC:
        return reader.measurement(result, where)
    counts = reader.need(result, "counts", dict, where)
    names = ("both", "first_alone", "second_alone", "neither")
    both, first, second, neither = (reader.need(counts, name, int, where) for name in names)
    n = reader.need(result, "n", int, where)
    value = reader.need(result, "value", (int, float), where)
    if n < 1 or both + first + second + neither != n or min(both, first, second, neither) < 0:
        reader.refuse(f"has counts that are not of {n} items in {where}")
    if not math.isclose(value, (first - second) / n, abs_tol=1e-6):
        reader.refuse(f"has the difference {value} for {first} less {second} of {n} in {where}")
    for key in ("model", "provider", "split", "subtracted"):
        reader.need(result, key, str, where)
    reader.need(result, "seed", int, where)
    variant = reader.need(result, "variant", dict, where)
    if any(not isinstance(text, str) for text in variant.values()):
        reader.refuse(f"has a variant that is no text in {where}")
    kept = ("model", "provider", "parameters", "seed", "split", "subtracted", "metric", "counts")
    values = {key: result[key] for key in kept if result.get(key) is not None}
    return values | {"value": value, "n": n, "variant": variant}


def grouped(reader, results):
    """The seeds, values and items of each variant, model and split, in the order of the results."""
    groups = {}
    for result in results:
        variant = tuple(sorted(result["variant"].items()))
        model = (result["provider"], result["model"])
        key = (variant, model, result["split"], result.get("subtracted"))
        runs = groups.setdefault(key, [])
        if any(seed == result["seed"] for seed, _, _ in runs):
            reader.refuse(f"measures {':'.join(model)}, seed {result['seed']}, {key[2]} twice")
        runs.append((result["seed"], result["value"], result["n"]))
    first = {key[:2]: number for number, key in reversed(list(enumerate(groups)))}
    place = {split: number for number, split in enumerate(SPLITS)}

    def order(key):
        return first[key[:2]], key[3] is not None, place.get(key[2], len(SPLITS))

    return {key: groups[key] for key in sorted(groups, key=order)}


def signed(value, subtracted, digits):
    """A share, or a difference with its sign."""
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        return f"{0:.{digits}f}"
    return f"+{text}" if subtracted and value > 0 else text
