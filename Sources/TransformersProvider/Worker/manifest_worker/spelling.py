"""What tokens are written as."""

from __future__ import annotations

import json
import re
from typing import Any


class Spelling:
    """The UTF-8 of tokens, each alone; it may be a part of a character."""

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer
        decoder = json.loads(tokenizer.backend_tokenizer.to_str())["decoder"]
        self.letters = byte_letters() if "ByteLevel" in json.dumps(decoder) else None
        self.added = {token: str(added) for token, added in tokenizer.added_tokens_decoder.items()}

    def bytes_of(self, token: int) -> list[int]:
        """The bytes of a token."""
        if token in self.added:
            return list(self.added[token].encode())
        piece: str = self.tokenizer.convert_ids_to_tokens(token)
        if self.letters is not None:
            return [self.letters[letter] for letter in piece]
        if (byte := re.fullmatch("<0x([0-9A-F]{2})>", piece)) is not None:
            return [int(byte[1], 16)]
        return list(piece.replace("\u2581", " ").encode())


def byte_letters() -> dict[str, int]:
    """The bytes that the letters of byte-level tokenizers stand for, as GPT-2 has begun it."""
    visible = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in visible]
    letters = {chr(byte): byte for byte in visible}
    return letters | {chr(256 + place): byte for place, byte in enumerate(others)}
