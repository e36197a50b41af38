"""What a figure's horizontal axis shows, and where its values lie."""
import math
from dataclasses import dataclass

LINEAR, LOGARITHMIC, CATEGORIES = "linear", "logarithmic", "categories"

# What the axis of a key that manifests vary is called, and how its numbers lie.
KEYS = {
    "fine-tune.epochs": ("epochs", LINEAR),
    "dataset.realized": ("realized pairs", LOGARITHMIC),
    "dataset.guidance.phrasings": ("phrasings of the guidance", LOGARITHMIC),
}

# How far from the plot's edges the first and the last value lie.
INSET = 64


@dataclass
class Axis:
    """A scale from values to places; `numbers` are those of the points, in their order."""

    kind: str
    numbers: list
    left: float
    right: float

    def places(self):
        """Where the points lie, in their order."""
        return [self.place(number) for number in self.numbers]

    def minor_ticks(self):
        """Where 1, 2, … 9 times each power of ten lie: what shows that an axis is logarithmic."""
        if self.kind != LOGARITHMIC:
            return []
        powers = [math.floor(math.log10(number)) for number in self.numbers]
        decades = range(min(powers) - 1, max(powers) + 2)
        values = [digit * 10.0**power for power in decades for digit in range(1, 10)]
        places = [self.place(value) for value in values]
        return [place for place in places if self.left < place < self.right]

    def place(self, number):
        low, high = self.scaled(min(self.numbers)), self.scaled(max(self.numbers))
        first, last = self.left + INSET, self.right - INSET
        if low == high:
            return (first + last) / 2
        return first + (self.scaled(number) - low) / (high - low) * (last - first)

    def scaled(self, number):
        return math.log10(number) if self.kind == LOGARITHMIC else number


def axis(run, left, right):
    """The axis of an experiment between two places; categories where a point has no number."""
    numbers = [point.value for point in run.points]
    kind = LOGARITHMIC if run.key is None else KEYS.get(run.key, ("", LINEAR))[1]
    if any(number is None for number in numbers) or len(set(numbers)) < len(numbers):
        kind = CATEGORIES
    if kind == LOGARITHMIC and min(numbers) <= 0:
        kind = LINEAR
    return Axis(kind, list(range(len(numbers))) if kind == CATEGORIES else numbers, left, right)


def title(run):
    """What is varied, in words."""
    return KEYS.get(run.key, (run.key, ""))[0] if run.key else "model"


def labels(run):
    """The lines below each point, in the order of the points."""
    if run.key:
        return [[shortened(point.label)] for point in run.points]
    providers = {point.label.split(":")[0] for point in run.points}
    names = [point.label.split(":", 1)[-1 if len(providers) == 1 else 0:] for point in run.points]
    lines = [[shortened(":".join(name))] for name in names]
    for line, point in zip(lines, run.points):
        line += [parameter_count(point.value)] if point.value else []
    return lines


def parameter_count(count):
    """A count of parameters such as `1.1 M` or `870 k`."""
    for factor, unit, digits in ((1e9, "G", 1), (1e6, "M", 1), (1e3, "k", 0)):
        if count >= factor:
            return f"{count / factor:.{digits}f} {unit}"
    return str(count)


def shortened(text):
    text = " ".join(text.split())
    return text if len(text) <= 24 else f"{text[:23]}…"
