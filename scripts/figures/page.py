"""The part of a page of results that is written from measurements."""
import os
from dataclasses import dataclass

from figures.experiment import BadInput


@dataclass
class Section:
    """What a page shows of one experiment: the path of its figure, what it shows, its table."""

    figure: str
    summary: str
    table: str


def renewed(path, sections):
    """The page with its sections of the same names replaced by figures and tables.

    Raises BadInput where the page cannot be read or lacks a section's place.
    """
    texts = {}
    for name, section in sections.items():
        figure = os.path.relpath(section.figure, os.path.dirname(path) or ".")
        alternative = section.summary.replace("[", "(").replace("]", ")")
        texts[name] = f"![{alternative}]({figure})\n\n{section.table}"
    return replaced(path, texts)


def replaced(path, texts):
    """The page with what stands between the markers of each name replaced by a text.

    Raises BadInput where the page cannot be read or lacks a name's markers.
    """
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except OSError as error:
        raise BadInput(f"cannot read '{path}': {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadInput(f"'{path}' is not a text in UTF-8") from None
    for name, new in texts.items():
        begin, end = f"<!-- results {name} -->\n", f"<!-- end {name} -->"
        before, has_begin, rest = text.partition(begin)
        _, has_end, after = rest.partition(end)
        if not has_begin or not has_end:
            raise BadInput(
                f"'{path}' has no place for '{name}': it needs the lines "
                f"'{begin.strip()}' and '{end}'"
            )
        text = f"{before}{begin}{new}{end}{after}"
    return text
