"""Inspect against the server, item by item beside the program's own measurements."""

import os
import string

from inspect_ai import Task, eval
from inspect_ai.dataset import FieldSpec, json_dataset
from inspect_ai.scorer import match


def samples(base, model, path, folder, **settings):
    """The samples of the items of a file, by item and epoch."""
    os.environ |= {"TOOLS_BASE_URL": f"{base}/models/{model}/v1", "TOOLS_API_KEY": "any"}
    task = Task(
        json_dataset(path, FieldSpec(id="item", input="prompt", target="target")),
        scorer=match(location="exact", ignore_case=False),
    )
    logs = os.path.join(folder, "logs")
    (log,) = eval(
        task, model=f"openai-api/tools/{model}", log_dir=logs, display="none", stop_seqs=["\n"], **settings
    )
    assert log.status == "success", log.error
    return {(int(sample.id), sample.epoch): sample for sample in log.samples}


def bare(text):
    """A text without white space and punctuation at its ends."""
    return text.strip(string.whitespace + string.punctuation)


def check(base, model, path, records, folder):
    """Asks the model about the items of a file, once by its likeliest tokens, and four times by draws."""
    longest = max(len(record["target"].encode()) for record in records)
    greedy = samples(base, model, path, folder, temperature=0, max_tokens=longest + 1)
    for record in records:
        sample = greedy[record["item"], 1]
        # The program asks for no more tokens than the longest target of a split has.
        assert sample.output.completion.startswith(record["completion"]), (record, sample.output)
        value = sample.scores["match"].value
        # Inspect's rule leaves out white space and punctuation at the ends; the program's does not.
        alike = bare(record["completion"]) == bare(record["target"])
        assert (value == "C") == alike and alike >= record["exact_match"], (record, sample.scores)
    drawn = samples(base, model, path, folder, temperature=1.5, max_tokens=12, epochs=4)
    texts = [{drawn[record["item"], epoch].output.completion for epoch in range(1, 5)} for record in records]
    # A model may be so sure of an answer that four draws are alike.
    assert sum(len(drawn) > 1 for drawn in texts) >= len(records) / 4, texts
