"""Texts that find a place of their own between the marks of a figure."""
from dataclasses import dataclass


@dataclass
class Box:
    """A rectangle that is taken."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other):
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def is_within(self, other):
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )


def width(text, size):
    """About how wide a text in a sans-serif font is, rather too much than too little."""
    return sum(0.36 if letter in " .,:;'il|()" else 0.62 for letter in text) * size


def text_box(text, x, baseline, size, anchor):
    """What a text takes; the anchor is `start`, `middle` or `end`."""
    wide = width(text, size)
    left = x - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
    return Box(left, baseline - size * 0.8, left + wide, baseline + size * 0.25)


class Places:
    """Which parts of a figure are taken."""

    def __init__(self, area):
        self.area = area
        self.taken = []

    def take(self, box):
        self.taken.append(box)

    def take_line(self, start, end, margin=2):
        """Takes what a straight line crosses, as small squares along it."""
        (x1, y1), (x2, y2) = start, end
        steps = max(1, int(max(abs(x2 - x1), abs(y2 - y1)) / 3))
        for step in range(steps + 1):
            x, y = x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps
            self.take(Box(x - margin, y - margin, x + margin, y + margin))

    def settle(self, text, size, candidates):
        """The first of the candidates (x, baseline, anchor) that is free, now taken; else None."""
        for x, baseline, anchor in candidates:
            box = text_box(text, x, baseline, size, anchor)
            if box.is_within(self.area) and not any(box.meets(other) for other in self.taken):
                self.take(box)
                return x, baseline, anchor
        return None
