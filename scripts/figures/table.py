"""An experiment as a Markdown table, and the tables of columns as values that pages are made of."""
from typing import Callable, NamedTuple

from figures import experiment
from figures.axis import parameter_count, title

SEPARATORS = {"|": "\\|", "*": "\\*", "_": "\\_", "`": "\\`", "<": "\\<", "[": "\\[", "\\": "\\\\"}
LEFT, RIGHT = "---", "---:"


class Column(NamedTuple):
    """A column of a table: what stands at its head, where its texts stand, and what it shows of a row."""

    heading: str
    rule: str
    cell: Callable


def drawn(columns, rows):
    """A Markdown table of rows."""
    cells = [[column.cell(row) for column in columns] for row in rows]
    lines = [[column.heading for column in columns], [column.rule for column in columns], *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


class Row(NamedTuple):
    """What one split gave at a point of an experiment."""

    point: experiment.Point
    split: str
    group: experiment.Replicates
    is_first: bool


def markdown(run):
    """The table: a row for each point and split, with the mean, its interval and every seed."""
    has_parameters = run.key is None and any(point.parameters for point in run.points)
    has_seconds = any(point.seconds for point in run.points)
    is_numeric = run.key is not None and all(point.value is not None for point in run.points)
    columns = [Column(title(run), RIGHT if is_numeric else LEFT, lambda row: escaped(row.point.label))]
    columns += [Column("parameters", RIGHT, parameters)] if has_parameters else []
    columns += COLUMNS
    columns += [Column("tuning, s", RIGHT, tuning)] if has_seconds else []
    rows = []
    for point in run.points:
        splits = [split for split in run.splits if split in point.splits]
        rows += [Row(point, split, point.splits[split], split == splits[0]) for split in splits]
    return drawn(columns, rows)


def parameters(row):
    return " to ".join(parameter_count(count) for count in extremes(row.point.parameters))


def shares(row):
    digits = 3 if all(n >= 1000 for _, _, n in row.group.runs) else 2
    return listed([f"{share:.{digits}f}" for share in row.group.shares])


def tuning(row):
    return seconds(row.point.seconds) if row.is_first else ""


COLUMNS = [
    Column("split", LEFT, lambda row: escaped(row.split)),
    Column("mean", RIGHT, lambda row: f"**{row.group.mean:.3f}**"),
    Column(
        "95 % interval over seeds",
        LEFT,
        lambda row: experiment.interval_text(row.group.shares, "{:.3f}".format),
    ),
    Column("items", RIGHT, lambda row: items([n for _, _, n in row.group.runs])),
    Column("seeds", LEFT, lambda row: ", ".join(str(seed) for seed, _, _ in row.group.runs)),
    Column("exact match by seed", LEFT, shares),
]


def extremes(values):
    return sorted({min(values), max(values)}) if values else []


def listed(texts):
    """What each seed has; once where all have the same."""
    if len(set(texts)) > 1:
        return ", ".join(texts)
    return texts[0] if len(texts) == 1 else f"{texts[0]} each"


def items(counts):
    """How many items were asked: `5 × 100`."""
    if len(set(counts)) > 1:
        return " + ".join(map(str, counts))
    return f"{len(counts)} × {counts[0]}"


def seconds(values):
    return f"{sum(values) / len(values):.1f}" if values else ""


def escaped(text):
    """A text whose characters mean themselves in a Markdown table."""
    return "".join(SEPARATORS.get(character, character) for character in " ".join(text.split()))
