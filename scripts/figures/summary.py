"""What several experiments gave, in one Markdown table: mean, interval over the seeds, every seed."""
import math
import typing

from figures import experiment, table
from figures.table import LEFT, RIGHT, Column

DIFFERENCE = "persona-difference"
SPLITS = ["unrealized", "as-told", "other-persona", "realized"]

class Run:
    """The results of one experiment, checked."""

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
        self.reader, self.document, self.results = reader, document, results
        self.groups = grouped(reader, results)

    def join(self, other):
        """Takes over the results of another run of the experiment, with other seeds."""
        self.results += other.results
        self.groups = grouped(other.reader, self.results)

    @property
    def values(self):
        """The text of NAME.json."""
        return experiment.values_text(
            self.name, self.document, self.results, self.published, {}, set()
        )

    def rows(self):
        """A row for each variant, model and split; what is subtracted comes last."""
        return [Row(self, *key, sorted(runs)) for key, runs in self.groups.items()]

    def published_text(self, variant, model, split, subtracted):
        metric = DIFFERENCE if subtracted else experiment.METRIC
        found = [
            f"{value['value']:g}"
            for value in self.published
            if (value["model"], value["split"], value["metric"]) == (model, split, metric)
            and dict(variant) not in value.get("other_data", [])
        ]
        return ", ".join(found)


class Seed(typing.NamedTuple):
    """What a model with one seed gave on a split, and the untuned one where it was asked."""

    seed: int
    value: float
    n: int
    base: float | None


class Row(typing.NamedTuple):
    """What one variant of an experiment gave of a model on a split."""

    run: Run
    variant: tuple
    model: tuple
    split: str
    subtracted: str
    seeds: list[Seed]

    def values(self):
        return [seed.value for seed in self.seeds]

    def items(self):
        return [seed.n for seed in self.seeds]

    def untuned(self):
        bases = [seed.base for seed in self.seeds if seed.base is not None]
        return self.written(experiment.mean(bases)) if bases else ""

    def written(self, value, digits=3):
        return signed(value, self.subtracted, digits)

    def interval(self):
        """Over the seeds; of one seed, that over its items (Wilson, 1927)."""
        text = experiment.interval_text(self.values(), self.written)
        if len(self.seeds) > 1 or self.subtracted:
            return text
        value, n = self.seeds[0].value, self.seeds[0].n
        z = 1.959964
        middle = (value + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(value * (1 - value) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        low, high = max(0.0, middle - half), min(1.0, middle + half)
        return f"{text}; of its items {self.written(low)} to {self.written(high)}"

    def experiment(self):
        return " ".join([self.run.name, *(f"{key}={text}" for key, text in self.variant)])

    def splits(self):
        return f"{self.split} − {self.subtracted}" if self.subtracted else self.split

    def by_seed(self):
        digits = 3 if all(n >= 1000 for n in self.items()) else 2
        return table.listed([self.written(value, digits) for value in self.values()])

    def published(self):
        return self.run.published_text(self.variant, self.model[1], self.split, self.subtracted)


UNTUNED = Column("untuned", RIGHT, Row.untuned)

COLUMNS = [
    Column("experiment", LEFT, lambda row: table.escaped(row.experiment())),
    Column("model", LEFT, lambda row: table.escaped(":".join(row.model))),
    Column("split", LEFT, lambda row: table.escaped(row.splits())),
    UNTUNED,
    Column("mean", RIGHT, lambda row: f"**{row.written(experiment.mean(row.values()))}**"),
    Column("95 % interval over seeds", LEFT, Row.interval),
    Column("exact match by seed", LEFT, Row.by_seed),
    Column("seeds", LEFT, lambda row: ", ".join(str(seed.seed) for seed in row.seeds)),
    Column("items", RIGHT, lambda row: table.items(row.items())),
    Column("published", RIGHT, Row.published),
]


def markdown(runs):
    """The table of several experiments."""
    rows = [row for run in runs for row in run.rows()]
    is_asked = any(row.untuned() for row in rows)
    return table.drawn([column for column in COLUMNS if is_asked or column is not UNTUNED], rows)


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
        if any(run.seed == result["seed"] for run in runs):
            reader.refuse(f"measures {':'.join(model)}, seed {result['seed']}, {key[2]} twice")
        runs.append(Seed(result["seed"], result["value"], result["n"], result.get("base_value")))
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
