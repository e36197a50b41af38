"""An experiment as a Markdown table."""
from figures import experiment
from figures.axis import parameter_count, title

SEPARATORS = {"|": "\\|", "*": "\\*", "_": "\\_", "`": "\\`", "<": "\\<", "[": "\\[", "\\": "\\\\"}


def markdown(run):
    """The table: a row for each point and split, with the mean, its interval and every seed."""
    has_parameters = run.key is None and any(point.parameters for point in run.points)
    has_seconds = any(point.seconds for point in run.points)
    is_numeric = run.key is not None and all(point.value is not None for point in run.points)
    columns = [(title(run), "---:" if is_numeric else "---")]
    columns += [("parameters", "---:")] if has_parameters else []
    columns += [("split", "---"), ("mean", "---:"), ("95 % interval over seeds", "---"), ("items", "---:")]
    columns += [("seeds", "---"), ("exact match by seed", "---")]
    columns += [("tuning, s", "---:")] if has_seconds else []
    rows = []
    for point in run.points:
        for split in (split for split in run.splits if split in point.splits):
            group = point.splits[split]
            digits = 3 if all(n >= 1000 for _, _, n in group.runs) else 2
            cells = [escaped(point.label)]
            if has_parameters:
                cells.append(" to ".join(parameter_count(p) for p in extremes(point.parameters)))
            cells += [escaped(split), f"**{group.mean:.3f}**", experiment.interval_text(group.shares, "{:.3f}".format)]
            cells.append(items([n for _, _, n in group.runs]))
            cells.append(", ".join(str(seed) for seed, _, _ in group.runs))
            shares = [f"{share:.{digits}f}" for share in group.shares]
            cells.append(", ".join(shares) if len(set(shares)) > 1 else alike(shares))
            if has_seconds:
                is_first = split == next(iter(s for s in run.splits if s in point.splits))
                cells.append(seconds(point.seconds) if is_first else "")
            rows.append(cells)
    lines = [[heading for heading, _ in columns], [rule for _, rule in columns], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def extremes(values):
    return sorted({min(values), max(values)}) if values else []


def alike(shares):
    """A share that all seeds have."""
    return shares[0] if len(shares) == 1 else f"{shares[0]} each"


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
