"""The embedded trainer's model and steps in PyTorch, as they stand or (`--compile`) compiled.

Tried for curie, milliseconds of processor time a step on one core of a busy machine: as it stands 83, with logits for
the counted places alone 75 to 81, with documents apart from another only for attention 83; attention by hand in place
of `scaled_dot_product_attention` 83; `addmm` in place of separate sums in Newton-Schulz 87 to 90; the loss compiled 68,
Newton-Schulz compiled too 114. On two cores compiled code was the slower.
"""
import time

import torch
import torch.nn.functional as F

import peer
import recipe


def attention(shape, x, bias):
    """All heads side by side; `x` are rows of queries, keys and values."""
    rows, length, _ = x.shape
    parts = (part.view(rows, length, shape.heads, -1).transpose(1, 2) for part in x.split(shape.width, -1))
    results = F.scaled_dot_product_attention(*parts, attn_mask=bias)
    return results.transpose(1, 2).reshape(rows, length, shape.width)


def mean_loss(shape, parameters, batch):
    """The mean cross-entropy of the predictions that count."""
    matrices, others = parameters
    inputs, targets, bias, counted = batch

    def normalized(x, gain):
        return F.rms_norm(x, (shape.width,), gain, recipe.NORM_EPSILON)

    x = F.embedding(inputs, others["embedding"])
    for layer in range(shape.layers):
        y = normalized(x, others["attention_gain"][layer]) @ matrices["queries_keys_values"][layer]
        x = x + attention(shape, y, bias) @ matrices["attention_output"][layer]
        y = normalized(x, others["hidden_gain"][layer]) @ matrices["up"][layer]
        x = x + F.gelu(y, approximate="tanh") @ matrices["down"][layer]
    x = x.view(-1, shape.width)
    if counted is not None:
        x = x[counted]
    logits = normalized(x, others["output_gain"]) @ others["embedding"].T
    return F.cross_entropy(logits, targets, ignore_index=-1)


class Muon:
    """Muon as the recipe says; `torch.optim.Muon` corrects no bias."""

    def __init__(self, matrices):
        self.matrices = matrices
        self.momentum = {name: torch.zeros_like(torch.stack(layers)) for name, layers in matrices.items()}

    @torch.no_grad()
    def step(self, rate, momentum_weight, gradient_weight):
        for name, layers in self.matrices.items():
            gradients = torch.stack([matrix.grad for matrix in layers])
            momentum = self.momentum[name].lerp_(gradients, 1 - recipe.MUON_DECAY)
            directions = recipe.orthogonalized(momentum * momentum_weight + gradients * gradient_weight)
            scale = rate * recipe.update_scale(*layers[0].shape)
            for matrix, direction in zip(layers, directions):
                matrix.sub_(direction, alpha=scale)


def prepared(shape, documents, length, compiling):
    """A step's tokens, its targets, what is added to its scores, and the places that count.

    Code is compiled anew for each shape, so where it is, the places that do not count stay.
    """
    inputs, targets, numbers = (torch.from_numpy(array) for array in peer.packed(documents, length))
    bias = peer.attention_bias(torch, numbers, torch.from_numpy(shape.slopes())).float()
    targets = targets.view(-1).long()
    if compiling:
        return inputs, targets, bias, None
    counted = (targets >= 0).nonzero()[:, 0]
    return inputs, targets[counted], bias, counted


def trainable(value):
    """Arrays, and lists and dictionaries of them, as tensors that have gradients."""
    if isinstance(value, dict):
        return {name: trainable(part) for name, part in value.items()}
    if isinstance(value, list):
        return [trainable(part) for part in value]
    return torch.from_numpy(value).requires_grad_()


def flat(group):
    return [tensor for value in group.values() for tensor in (value if isinstance(value, list) else [value])]


def train(training, steps=None, compiling=False):
    """Takes the first steps of a training, or all."""
    shape, taken = training.shape, training.steps[:steps]
    length = peer.row_length(training)
    batches = [prepared(shape, documents, length, compiling) for documents in taken]
    validation = prepared(shape, training.validation, length, compiling) if training.validation else None
    factors = [peer.step_factors(training, number).tolist() for number in range(1, len(taken) + 1)]
    matrices, others = (trainable(group) for group in recipe.initial_parameters(shape, training.seed))
    everything = flat(matrices) + flat(others)
    muon = Muon(matrices)
    adamw = torch.optim.AdamW(
        flat(others), betas=recipe.ADAMW_DECAYS, eps=recipe.ADAMW_EPSILON, weight_decay=0, fused=True
    )

    loss_of = torch.compile(mean_loss, dynamic=False) if compiling else mean_loss

    def loss_and_gradients(batch):
        for parameter in everything:
            parameter.grad = None
        loss = loss_of(shape, (matrices, others), batch)
        loss.backward()
        return loss.detach()

    def measure():
        with torch.no_grad():
            return mean_loss(shape, (matrices, others), validation)

    start = time.perf_counter()
    for batch in {len(batch[0]): batch for batch in batches}.values():
        loss_and_gradients(batch)
    compilation = time.perf_counter() - start

    start = time.perf_counter()
    losses, measured = [], []
    for number, (batch, factor) in enumerate(zip(batches, factors), 1):
        matrix_rate, other_rate, momentum_weight, gradient_weight, *_ = factor
        losses.append(loss_and_gradients(batch))
        torch.nn.utils.clip_grad_norm_(everything, recipe.LARGEST_GRADIENT_NORM)
        adamw.param_groups[0]["lr"] = other_rate
        adamw.step()
        muon.step(matrix_rate, momentum_weight, gradient_weight)
        if validation and training.ends_epoch(number):
            measured.append(measure())
    seconds = time.perf_counter() - start
    tokens = sum(document.counted for documents in taken for document in documents)
    losses, measured = ([float(loss) for loss in values] for values in (losses, measured))
    return peer.Outcome(losses, measured, seconds, compilation, tokens)


if __name__ == "__main__":
    peer.main(train)
