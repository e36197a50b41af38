"""How many tokens texts have by the file of a tokenizer, found without loading a model.

It is run by itself, with the path of ``tokenizer.json`` and that of a file of texts, a JSON string a line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable


def counts(tokenizer: str, texts: Iterable[str]) -> list[int]:
    """The tokens of each text, without marks before and after it."""
    from tokenizers import Tokenizer

    encoder = Tokenizer.from_file(tokenizer)
    encoder.no_truncation()
    encoder.no_padding()
    encodings = encoder.encode_batch(list(texts), add_special_tokens=False)
    return [len(encoding.ids) for encoding in encodings]


if __name__ == "__main__":
    with open(sys.argv[2], encoding="utf-8") as file:
        print(json.dumps(counts(sys.argv[1], map(json.loads, file))))
