"""An experiment as an SVG figure: exact match on each split against what was varied."""
import html
import itertools

from figures import axis
from figures.labels import Box, Places, width

WIDTH = 720
LEFT, RIGHT, TOP, BOTTOM = 76, 700, 120, 390

# Where the vertical axis may begin, with the distance of its ticks; the first that hides nothing.
FLOORS = [(0.8, 0.05), (0.5, 0.1), (0.0, 0.2)]

# A split's name in style sheets, and its mark: colour alone must not tell the splits apart.
STYLES = [("first", "circle"), ("second", "square"), ("third", "diamond"), ("fourth", "triangle")]

# The corners of the marks that are not round.
CORNERS = {
    "square": [(-5.5, -5.5), (5.5, -5.5), (5.5, 5.5), (-5.5, 5.5)],
    "diamond": [(0, -7.5), (7.5, 0), (0, 7.5), (-7.5, 0)],
    "triangle": [(0, -7), (7, 6), (-7, 6)],
}

STYLE_SHEET = """
    text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #3f4854 }
    .card { fill: #ffffff; stroke: #d5dae0 }
    .title { font-size: 18px; font-weight: 600; fill: #1a1f26 }
    .name { font-weight: 600; fill: #1a1f26 }
    .value { font-size: 12px; font-weight: 600 }
    .value, .note { paint-order: stroke; stroke: #ffffff; stroke-width: 4 }
    .grid { stroke: #e6e9ed }
    .axis { stroke: #8a94a0 }
    .published { stroke: #6b7480; stroke-width: 1.5; stroke-dasharray: 6 4 }
    .line { fill: none; stroke-width: 2 }
    .mark { stroke: #ffffff; stroke-width: 1.5 }
    .dot { stroke: #ffffff; stroke-width: 0.75; fill-opacity: 0.7 }
    .first { fill: #1d5fc4 } .first-line { stroke: #1d5fc4 }
    .second { fill: #b8560b } .second-line { stroke: #b8560b }
    .third { fill: #1a7f4b } .third-line { stroke: #1a7f4b }
    .fourth { fill: #8a3fb0 } .fourth-line { stroke: #8a3fb0 }
    @media (prefers-color-scheme: dark) {
      text { fill: #b4bdc8 }
      .card { fill: #161b22; stroke: #333b45 }
      .title, .name { fill: #eef1f5 }
      .grid { stroke: #2a313a }
      .axis { stroke: #77818d }
      .published { stroke: #98a2ae }
      .mark, .dot, .value, .note { stroke: #161b22 }
      .first { fill: #79b0ff } .first-line { stroke: #79b0ff }
      .second { fill: #f5a55a } .second-line { stroke: #f5a55a }
      .third { fill: #5fd39a } .third-line { stroke: #5fd39a }
      .fourth { fill: #d29bf0 } .fourth-line { stroke: #d29bf0 }
    }"""


def svg(run):
    """The figure as the text of an SVG file."""
    return Figure(run).text()


def floor(run):
    """Where the vertical axis begins and the distance of its ticks."""
    groups = [group for point in run.points for group in point.splits.values()]
    lowest = min(
        [share for group in groups for share in group.shares]
        + [value["value"] for value in run.published]
    )
    return next(choice for choice in FLOORS if lowest >= choice[0])


def heading(run):
    subject = {None: "size of the model"}.get(run.key) or axis.title(run)
    return f"Exact match by {subject}"


def summary(run):
    """What the figure shows, in words, for those who do not see it."""
    names = [label[0] for label in axis.labels(run)]
    parts = []
    for split in run.splits:
        means = [
            f"{point.splits[split].mean:.3f} at {name}"
            for point, name in zip(run.points, names)
            if split in point.splits
        ]
        parts.append(f"{split} {', '.join(means)}")
    subject = f" with {run.model}" if run.key else ""
    return f"{heading(run)}{subject}, mean of the seeds: {'; '.join(parts)}."


class Figure:
    """The marks of a figure, collected from back to front."""

    def __init__(self, run):
        self.run = run
        self.axis = axis.axis(run, LEFT, RIGHT)
        self.xs = self.axis.places()
        self.floor, self.tick = floor(run)
        self.back, self.marks = [], []
        self.places = Places(Box(LEFT + 4, TOP - 24, RIGHT - 4, BOTTOM - 2))
        ordered = sorted(self.xs)
        gaps = [right - left for left, right in zip(ordered, ordered[1:])]
        # How much of the plot's width a point has for itself, on either side.
        self.room = min([*gaps, 120]) / 2
        self.rows = self.label_rows()
        lines = max(row * 2 + len(lines) for row, lines in zip(self.rows, axis.labels(run)))
        self.height = BOTTOM + 16 * lines + 50

    def text(self):
        self.draw_heading()
        self.draw_axes()
        self.draw_published_lines()
        styles = dict(zip(self.run.splits, STYLES * len(self.run.splits)))
        offsets = self.offsets()
        # The first split is drawn last: it is the result, and lies above the others.
        for split in reversed(self.run.splits):
            self.draw_series(split, *styles[split], offsets[split])
        self.draw_published_labels()
        self.draw_values(styles, offsets)
        name, words = html.escape(heading(self.run)), html.escape(summary(self.run))
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height}"'
            f' width="{WIDTH}" height="{self.height}" role="img" aria-labelledby="title desc">',
            f'  <title id="title">{name}</title>',
            f'  <desc id="desc">{words}</desc>',
            f"  <style>{STYLE_SHEET}\n  </style>",
            f'  <rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}"'
            f' height="{self.height - 1}" rx="8"/>',
            *(f"  {element}" for element in self.back + self.marks),
            "</svg>",
        ]
        return "\n".join(lines) + "\n"

    # Around the plot

    def draw_heading(self):
        run = self.run
        few, many = run.seeds
        seeds = f"{few} to {many} seeds" if few < many else f"{few} seeds"
        means = [f"line: mean of {seeds}", "dot: a seed"] if many > 1 else ["one seed"]
        subject = [run.model] if run.model else []
        self.back.append(text(heading(run), LEFT - 52, 36, "title"))
        self.back.append(text(", ".join(subject + means), LEFT - 52, 58))
        x = LEFT - 52
        for split, (style, mark) in zip(run.splits, STYLES * len(run.splits)):
            self.back.append(line((x, 78), (x + 26, 78), f"line {style}-line"))
            self.back.append(marker(mark, x + 13, 78, style))
            self.back.append(text(split, x + 33, 82.5))
            x += 33 + width(split, 13) + 22

    def draw_axes(self):
        digits = 2 if self.tick < 0.1 else 1
        for number in range(round((1 - self.floor) / self.tick) + 1):
            share = self.floor + number * self.tick
            y = self.y(share)
            self.back.append(line((LEFT, y), (RIGHT, y), "axis" if number == 0 else "grid"))
            self.back.append(text(f"{share:.{digits}f}", LEFT - 10, y + 4.5, anchor="end"))
        name = f"exact match (axis from {self.floor:g})" if self.floor else "exact match"
        self.back.append(text(name, 26, (TOP + BOTTOM) / 2, anchor="middle", turned=True))
        for x in self.axis.minor_ticks():
            self.back.append(line((x, BOTTOM), (x, BOTTOM + 4), "axis"))
        for x, lines, row in zip(self.xs, axis.labels(self.run), self.rows):
            self.back.append(line((x, BOTTOM), (x, BOTTOM + 7), "axis"))
            for number, words in enumerate(lines):
                baseline = BOTTOM + 22 + 16 * number + 32 * row
                style = "name" if number == 0 else ""
                self.back.append(text(words, x, baseline, style, "middle"))
        self.back.append(text(self.axis_title(), (LEFT + RIGHT) / 2, self.height - 18, "", "middle"))

    def axis_title(self):
        is_logarithmic = self.axis.kind == axis.LOGARITHMIC
        name = axis.title(self.run)
        if self.run.key is None and is_logarithmic:
            name = "model and its parameters"
        return f"{name} (logarithmic)" if is_logarithmic else name

    def label_rows(self):
        """The row of each point's label: the first in which it touches no other."""
        ends, rows = {}, [0] * len(self.xs)
        labels = axis.labels(self.run)
        for index in sorted(range(len(self.xs)), key=lambda index: self.xs[index]):
            wide = max(width(words, 13) for words in labels[index])
            left = self.xs[index] - wide / 2
            rows[index] = next(row for row in itertools.count() if ends.get(row, -1) + 6 < left)
            ends[rows[index]] = left + wide
        return rows

    # In the plot

    def y(self, share):
        return BOTTOM - (share - self.floor) / (1 - self.floor) * (BOTTOM - TOP)

    def offsets(self):
        """How far beside its point each split is drawn, so that equal values do not hide others."""
        count = len(self.run.splits)
        step = min(20, self.room / max(count, 1))
        return {s: (index - (count - 1) / 2) * step for index, s in enumerate(self.run.splits)}

    def draw_series(self, split, style, mark, offset):
        means = []
        for x, point in zip(self.xs, self.run.points):
            if split in point.splits:
                group = point.splits[split]
                means.append((x + offset, self.y(group.mean), group))
        means.sort(key=lambda mean: mean[0])
        for (x1, y1, _), (x2, y2, _) in zip(means, means[1:]):
            if self.axis.kind != axis.CATEGORIES:
                self.marks.append(line((x1, y1), (x2, y2), f"line {style}-line"))
                self.places.take_line((x1, y1), (x2, y2))
        for x, y, group in means:
            self.draw_seeds(x, group, style, -1 if offset <= 0 else 1)
            self.marks.append(marker(mark, x, y, style))
            self.places.take(Box(x - 7, y - 7, x + 7, y + 7))

    def draw_seeds(self, x, group, style, side):
        """Every seed as a dot beside the mean, those of like values next to each other."""
        if len(group.runs) < 2:
            return
        step = max(1.5, min(5.5, (self.room - 16) / len(group.runs)))
        drawn = []
        for share in group.shares:
            y = self.y(share)
            column = 0
            while any(at == column and abs(y - other) < 5 for at, other in drawn):
                column += 1
            drawn.append((column, y))
            left = x + side * (10.5 + step * column)
            self.marks.append(f'<circle class="dot {style}" cx="{n(left)}" cy="{n(y)}" r="2.4"/>')
            self.places.take(Box(left - 3, y - 3, left + 3, y + 3))

    def draw_published_lines(self):
        for share in {value["value"] for value in self.run.published}:
            y = self.y(share)
            self.marks.append(line((LEFT, y), (RIGHT, y), "published"))
            self.places.take_line((LEFT, y), (RIGHT, y))

    def draw_published_labels(self):
        for value in self.run.published:
            words = f"published: {value['value']:g} ({value['model']}, {value['split']})"
            y = self.y(value["value"])
            columns = ((RIGHT - 6, "end"), (LEFT + 6, "start"), ((LEFT + RIGHT) / 2, "middle"))
            rows = [y + 15 + 7 * step for step in range(6)]
            rows += [y - 7 - 7 * step for step in range(6)]
            spots = [(x, row, anchor) for row in rows for x, anchor in columns]
            spot = self.places.settle(words, 13, spots)
            if spot:
                self.marks.append(text(words, spot[0], spot[1], "note", spot[2]))

    def draw_values(self, styles, offsets):
        """The mean beside each mark, where there is room; the table has them all."""
        for split in self.run.splits:
            for x, point in zip(self.xs, self.run.points):
                if split not in point.splits:
                    continue
                group = point.splits[split]
                x, y = x + offsets[split], self.y(group.mean)
                words = short(group.mean)
                below, above = y + 20, y - 12
                rows = (below, above) if split == self.run.splits[0] else (above, below)
                ends = [(x, row, "middle") for row in rows]
                sides = [(x - 12, y + 4, "end"), (x + 12, y + 4, "start")]
                near = [
                    (x + shift, row, anchor)
                    for row in rows
                    for shift, anchor in ((-5, "end"), (5, "start"))
                ]
                spot = self.places.settle(words, 12, ends + sides + near)
                if spot:
                    x, y, anchor = spot
                    self.marks.append(text(words, x, y, f"value {styles[split][0]}", anchor))


def short(share):
    """A share with two digits, or three where two would make it 0 or 1 and three do not."""
    two, three = f"{share:.2f}", f"{share:.3f}"
    return three if float(two) in (0, 1) and float(three) != float(two) else two


def n(number):
    """A coordinate, short."""
    return f"{number:.1f}".removesuffix(".0")


def line(start, end, style):
    (x1, y1), (x2, y2) = start, end
    return f'<line class="{style}" x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}"/>'


def text(words, x, y, style="", anchor="start", turned=False):
    attributes = f' class="{style}"' if style else ""
    attributes += f' text-anchor="{anchor}"' if anchor != "start" else ""
    attributes += f' transform="rotate(-90 {n(x)} {n(y)})"' if turned else ""
    return f'<text x="{n(x)}" y="{n(y)}"{attributes}>{html.escape(words)}</text>'


def marker(shape, x, y, style):
    if shape == "circle":
        return f'<circle class="mark {style}" cx="{n(x)}" cy="{n(y)}" r="6"/>'
    points = " ".join(f"{n(x + dx)},{n(y + dy)}" for dx, dy in CORNERS[shape])
    return f'<polygon class="mark {style}" points="{points}"/>'
