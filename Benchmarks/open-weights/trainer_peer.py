"""One training by Transformers' Trainer, on the documents and with the settings of a request to the worker.

    trainer_peer.py REQUEST.json

It prints a line of JSON with the seconds and the mean loss of the steps.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import torch
from manifest_worker.documents import IGNORED, Encoder, read_texts
from transformers import AutoModelForCausalLM, AutoTokenizer, Trainer, TrainerCallback, TrainingArguments


class Clock(TrainerCallback):
    """The time from the first step's beginning to the end, and the loss of each step."""

    def __init__(self):
        self.losses = []

    def on_train_begin(self, *_, **__):
        self.began = time.monotonic()

    def on_log(self, *_, logs, **__):
        if "loss" in logs:
            self.losses.append(logs["loss"])

    def on_train_end(self, *_, **__):
        self.seconds = time.monotonic() - self.began


def padded(documents):
    """What a data collator makes of documents: rows that are filled up to the longest."""
    length = max(len(document["input_ids"]) for document in documents)

    def rows(name, filler):
        return torch.tensor([d[name] + [filler] * (length - len(d[name])) for d in documents])

    return {
        "input_ids": rows("input_ids", 0),
        "labels": rows("labels", IGNORED),
        "attention_mask": rows("attention_mask", 0),
    }


def main():
    request = json.loads(Path(sys.argv[1]).read_text())
    folder = request["model"]["folder"]
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    data = [
        {
            "input_ids": list(document.tokens),
            "labels": [IGNORED] * document.prompt_length + list(document.tokens[document.prompt_length :]),
            "attention_mask": [1] * len(document.tokens),
        }
        for document in Encoder(tokenizer).documents(read_texts(request["data"]), 2048)
    ]
    clock = Clock()
    has_gpu = torch.cuda.is_available()
    with tempfile.TemporaryDirectory() as output:
        settings = TrainingArguments(
            output_dir=output, num_train_epochs=request["epochs"],
            per_device_train_batch_size=request["batch_size"], learning_rate=request["learning_rate"],
            lr_scheduler_type=request["schedule"], warmup_steps=request["warmup"],
            max_grad_norm=request["clip"], weight_decay=0.0, optim="adamw_torch",
            bf16=has_gpu and torch.cuda.is_bf16_supported(), use_cpu=not has_gpu,
            logging_steps=1, save_strategy="no", report_to="none", disable_tqdm=True,
        )
        Trainer(
            model=model, args=settings, train_dataset=data, data_collator=padded, callbacks=[clock]
        ).train()
    print(json.dumps({"seconds": clock.seconds, "loss": sum(clock.losses) / len(clock.losses)}))


if __name__ == "__main__":
    main()
