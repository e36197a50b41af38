"""Counting tokens by the file of a tokenizer alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from manifest_worker import counting, models


def test_counts_are_those_of_the_loaded_tokenizer(tmp_path: Path) -> None:
    tokenizer = models.byte_tokenizer()
    tokenizer.save_pretrained(tmp_path)
    texts = ["", "Q: Why?\nA:", "é\u2028日本", "a" * 5000]
    expected = [len(tokenizer(text, add_special_tokens=False).input_ids) for text in texts]
    file = str(tmp_path / "tokenizer.json")
    assert counting.counts(file, texts) == expected == [0, 10, 11, 5000]
    # As it is run: by itself, on lines of JSON.
    lines = tmp_path / "texts.jsonl"
    lines.write_text("\n".join(map(json.dumps, texts)), encoding="utf-8")
    code = Path(counting.__file__).read_text(encoding="utf-8")
    answer = subprocess.run(
        [sys.executable, "-I", "-c", code, file, str(lines)], check=True, capture_output=True
    )
    assert json.loads(answer.stdout) == expected
