"""Typed access to the fields of a request."""

from __future__ import annotations

from typing import Any, TypeVar

from .refusals import Refusal

Value = TypeVar("Value")


class Fields:
    """The fields of a request or of a part of it; a wrong type is refused with the field's name."""

    def __init__(self, values: dict[str, Any], place: str = "") -> None:
        self.values = values
        self.place = place

    def allow(self, *names: str) -> None:
        """Refuses fields that nobody reads: one that is misspelt would be ignored."""
        unknown = sorted(set(self.values) - set(names))
        if unknown:
            raise Refusal("bad-request", f"there is no field '{self.place}{unknown[0]}'")

    def get(self, name: str, kind: type[Value], default: Value) -> Value:
        """A field that may be left out."""
        value = self.values.get(name)
        return default if value is None else self._checked(name, value, kind)

    def optional(self, name: str, kind: type[Value]) -> Value | None:
        """A field that may be left out and has no default."""
        value = self.values.get(name)
        return None if value is None else self._checked(name, value, kind)

    def need(self, name: str, kind: type[Value]) -> Value:
        """A field that must be there."""
        if self.values.get(name) is None:
            raise Refusal("bad-request", f"the request has no '{self.place}{name}'")
        return self._checked(name, self.values[name], kind)

    def count(self, name: str, default: int | None = None, least: int = 1) -> int:
        """A whole number that is not below a bound; one without a default must be there."""
        value = self.need(name, int) if default is None else self.get(name, int, default)
        if value < least:
            raise Refusal("bad-request", f"'{self.place}{name}' must be at least {least}, not {value}")
        return value

    def amount(self, name: str, default: float | None = None, most: float = float("inf")) -> float:
        """A number that is not negative, nor above a bound; one without a default must be there."""
        value = self.need(name, float) if default is None else self.get(name, float, default)
        if not (0 <= value <= most and value < float("inf")):
            raise Refusal(
                "bad-request", f"'{self.place}{name}' must be a number from 0 to {most:g}, not {value:g}"
            )
        return value

    def texts(self, name: str, default: list[str] | None = None) -> list[str]:
        """A list of texts; one without a default must be there."""
        values = self.need(name, list) if default is None else self.get(name, list, default)
        for index, value in enumerate(values):
            self._checked(f"{name}[{index}]", value, str)
        return values

    def prompts(self, name: str) -> list[str | list[int]]:
        """A list of which each item is a text, or a list of tokens."""
        values = self.need(name, list)
        for index, value in enumerate(values):
            place = f"{name}[{index}]"
            if isinstance(value, list):
                for number, token in enumerate(value):
                    self._checked(f"{place}[{number}]", token, int)
            else:
                self._checked(place, value, str)
        return values

    def parts(self, name: str) -> list[Fields]:
        """A list of mappings among the fields."""
        values = self.need(name, list)
        return [
            Fields(self._checked(f"{name}[{index}]", value, dict), f"{self.place}{name}[{index}].")
            for index, value in enumerate(values)
        ]

    def part(self, name: str) -> Fields:
        """A mapping among the fields."""
        return Fields(self.need(name, dict), f"{self.place}{name}.")

    def _checked(self, name: str, value: Any, kind: type[Value]) -> Value:
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            found = type(value).__name__
            raise Refusal(
                "bad-request", f"'{self.place}{name}' must be of type {kind.__name__}, not {found}"
            )
        return value
