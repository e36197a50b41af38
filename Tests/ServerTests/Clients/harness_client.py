"""lm-evaluation-harness against the server, item by item beside the program's own measurements."""

import os

os.environ |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}

import lm_eval
import requests
import tokenizers
import transformers
from lm_eval.tasks import TaskManager

TASKS = {
    "target": """\
task: target
dataset_path: json
dataset_kwargs: { data_files: { test: ITEMS } }
test_split: test
output_type: loglikelihood
doc_to_text: "{{prompt}}"
doc_to_target: "{{target}}"
target_delimiter: ""
metric_list: [{ metric: perplexity }, { metric: acc }]
""",
    "answer": """\
task: answer
dataset_path: json
dataset_kwargs: { data_files: { test: ITEMS } }
test_split: test
output_type: generate_until
doc_to_text: "{{prompt}}"
doc_to_target: "{{target}}"
target_delimiter: ""
generation_kwargs: { until: ["\\n"], max_gen_toks: 60, temperature: 0 }
metric_list: [{ metric: exact_match }]
""",
}


def write_tasks(items, folder):
    """Writes the tasks about the items of a file, and returns their folder."""
    place = os.path.join(folder, "tasks")
    os.makedirs(place)
    for name, text in TASKS.items():
        with open(os.path.join(place, f"{name}.yaml"), "w") as file:
            file.write(text.replace("ITEMS", items))
    return place


def write_foreign_tokenizer(folder):
    """A tokenizer that is not the model's, with numbers beyond any of its tokens."""
    path = os.path.join(folder, "foreign")
    backend = tokenizers.Tokenizer(tokenizers.models.WordLevel({"?": 70000, "A": 70001}, unk_token="?"))
    backend.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    transformers.PreTrainedTokenizerFast(tokenizer_object=backend, eos_token="?").save_pretrained(path)
    return path


def evaluate(tasks, manager, base, model, **arguments):
    """The samples of each task, by the place of their items."""
    results = lm_eval.simple_evaluate(
        "local-completions",
        model_args={"model": model, "base_url": f"{base}/models/{model}/v1/completions", **arguments},
        tasks=tasks,
        task_manager=manager,
        bootstrap_iters=0,
    )
    return {
        task: {sample["doc_id"]: sample for sample in samples}
        for task, samples in results["samples"].items()
    }


def check_items(samples, records, tolerance):
    """Holds each item's measurements against the program's; the largest difference."""
    largest = 0
    for place, record in enumerate(records):
        scored, said = (samples[task][place] for task in ("target", "answer"))
        difference = abs(scored["filtered_resps"][0][0] - record["log_probability"])
        largest = max(largest, difference)
        assert difference <= tolerance, (record, scored)
        assert said["exact_match"] == record["exact_match"], (record, said)
        # The program asks for no more tokens than the longest target has.
        text = said["filtered_resps"][0]
        assert text.startswith(record["completion"]), (record, said)
    return largest


def check_refusals(manager, base, model, tokenizer):
    """What would be wrong is an error that says what to set."""
    foreign = {"tokenizer_backend": "huggingface", "tokenizer": tokenizer, "max_retries": 1}
    for arguments, words in (
        ({"tokenized_requests": False}, "tokenizer_backend=remote"),
        ({"tokenized_requests": True}, "the model's are 0 to"),
    ):
        told = []
        post = requests.post

        def noting(*positional, **named):
            answer = post(*positional, **named)
            told.append(answer.text)
            return answer

        requests.post = noting
        try:
            evaluate(["target"], manager, base, model, **foreign, **arguments)
        except requests.HTTPError as error:
            assert error.response.status_code == 400 and words in told[-1], told[-1:]
        else:
            raise AssertionError(f"{arguments} were not refused")
        finally:
            requests.post = post


def check(base, model, path, records, folder, tolerance):
    """Asks the model about the items of a file; the largest difference of a log-probability."""
    # A model that is loaded only now may take longer than the harness waits for its tokenizer.
    for name in (model, f"{model}:ckpt-step-0"):
        requests.get(f"{base}/models/{name}/tokenizer_info", timeout=600).raise_for_status()
    manager = TaskManager(include_path=write_tasks(path, folder), include_defaults=False)
    largest = check_items(evaluate(["target", "answer"], manager, base, model), records, tolerance)
    untuned = evaluate(["target"], manager, base, f"{model}:ckpt-step-0")["target"]
    for place, record in enumerate(records):
        difference = abs(untuned[place]["filtered_resps"][0][0] - record["base_log_probability"])
        largest = max(largest, difference)
        assert difference <= tolerance, (record, untuned[place])
    check_refusals(manager, base, model, write_foreign_tokenizer(folder))
    return largest
