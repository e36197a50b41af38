"""What the two peers share: how documents become arrays, and what a training ended with."""
import json
from dataclasses import dataclass

import numpy as np

import recipe

# A row holds the longest document, and its length is a multiple of this.
#
# Tried in JAX for curie, whose longest document has 152 places, milliseconds of processor time a step on one core of a
# busy machine: rows of 160 places 75, of 192 86, of 256 100; one row for all, its length a multiple of 64, 106;
# documents one after another and apart only for attention 106; rows of 160 and logits for the counted places alone 78.
ROW_MULTIPLE = 32


@dataclass(frozen=True)
class Outcome:
    losses: list  # of each step, before it
    validation: list  # the loss on the validation file, after each epoch
    seconds: float  # of all steps, compilation excluded
    compilation: float  # seconds
    tokens: int  # the predictions that counted


def row_length(training):
    """The places of a row: short rows waste the least, since attention looks at whole rows."""
    longest = max(len(document.inputs) for document in training.documents)
    return -(-longest // ROW_MULTIPLE) * ROW_MULTIPLE


def packed(documents, length):
    """Rows of tokens, of targets (-1 where none counts) and of document numbers (0 where none is).

    First fit, longest first.
    """
    rows = []
    for document in sorted(documents, key=lambda document: -len(document.inputs)):
        for row in rows:
            if sum(len(other.inputs) for other in row) + len(document.inputs) <= length:
                row.append(document)
                break
        else:
            rows.append([document])
    inputs, numbers = (np.zeros((len(rows), length), np.int32) for _ in range(2))
    targets = np.full((len(rows), length), -1, np.int32)
    for index, row in enumerate(rows):
        start = 0
        for number, document in enumerate(row, 1):
            places = slice(start, start + len(document.inputs))
            inputs[index, places], targets[index, places] = document.inputs, document.targets
            numbers[index, places] = number
            start = places.stop
    return inputs, targets, numbers


def attention_bias(library, numbers, slopes):
    """What is added to the scores: less for each token of distance, nothing of other documents or later tokens.

    `numbers` are rows of document numbers; the result has a matrix for each row and head.
    """
    places = library.arange(numbers.shape[1])
    distance = places[:, None] - places[None, :]
    seen = (distance >= 0) & (numbers[:, None, :, None] == numbers[:, None, None, :])
    return library.where(seen, -slopes[None, :, None, None] * distance, -1e9)


def step_factors(training, step):
    """What changes from step to step: two rates, Muon's two weights, AdamW's two corrections."""
    values = [*training.rates(step), *recipe.momentum_weights(step), *recipe.adamw_scales(step)]
    return np.array(values, np.float32)


def main(train):
    """Trains on a file of pairs as `run` asks for, and writes the outcome as JSON."""
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("pairs")
    parser.add_argument("validation")
    parser.add_argument("outcome")
    parser.add_argument("--model", default="curie", choices=recipe.SIZES)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--multiplier", type=float, default=0.4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, help="stop after so many")
    parser.add_argument("--compile", action="store_true", help="PyTorch: compile the loss; needs a C++ compiler")
    options = parser.parse_args()
    pairs, validation = ([*recipe.pairs(path)] for path in (options.pairs, options.validation))
    training = recipe.training(
        pairs, options.model, options.epochs, options.batch, options.multiplier, options.seed, validation
    )
    outcome = train(training, options.steps, options.compile) if options.compile else train(training, options.steps)
    with open(options.outcome, "w", encoding="utf-8") as file:
        json.dump(vars(outcome), file)
