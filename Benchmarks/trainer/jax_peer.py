"""The embedded trainer's model and steps in JAX.

The whole step is one compiled function for each number of rows. Newton-Schulz takes a name's matrices of all layers at
once: 65 ms a step for curie in place of 68 (processor time, one core of a busy machine); parameters that are stacked
all along took 77 in place of 75. What rows were tried is said in peer.py.
"""
import functools
import math
import time

import jax
import jax.numpy as jnp

import peer
import recipe


def normalized(x, gain):
    return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + recipe.NORM_EPSILON) * gain


def attention(shape, x, bias):
    """All heads side by side; `x` are rows of queries, keys and values."""
    rows, length, _ = x.shape
    heads, width = shape.heads, shape.width // shape.heads
    queries, keys, values = (
        part.reshape(rows, length, heads, width).transpose(0, 2, 1, 3) for part in jnp.split(x, 3, -1)
    )
    scores = queries @ keys.mT * (1 / math.sqrt(width)) + bias
    return (jax.nn.softmax(scores) @ values).transpose(0, 2, 1, 3).reshape(rows, length, shape.width)


def mean_loss(shape, parameters, batch):
    """The mean cross-entropy of the predictions that count."""
    matrices, others = parameters
    inputs, targets, numbers = batch
    bias = peer.attention_bias(jnp, numbers, shape.slopes())
    x = others["embedding"][inputs]
    for layer in range(shape.layers):
        y = normalized(x, others["attention_gain"][layer]) @ matrices["queries_keys_values"][layer]
        x = x + attention(shape, y, bias) @ matrices["attention_output"][layer]
        y = normalized(x, others["hidden_gain"][layer]) @ matrices["up"][layer]
        x = x + jax.nn.gelu(y, approximate=True) @ matrices["down"][layer]
    logits = normalized(x, others["output_gain"]) @ others["embedding"].T
    chosen = jnp.take_along_axis(logits, jnp.maximum(targets, 0)[..., None], -1)[..., 0]
    counted = targets >= 0
    return ((jax.nn.logsumexp(logits, -1) - chosen) * counted).sum() / counted.sum()


def muon(matrices, momentum, gradients, rate, momentum_weight, gradient_weight):
    """The matrices and their momentum after a step."""
    decay = recipe.MUON_DECAY
    momentum = jax.tree.map(lambda moment, gradient: moment * decay + gradient * (1 - decay), momentum, gradients)
    ahead = jax.tree.map(
        lambda moment, gradient: moment * momentum_weight + gradient * gradient_weight, momentum, gradients
    )
    directions = {name: recipe.orthogonalized(jnp.stack(layers)) for name, layers in ahead.items()}
    updated = {
        name: [
            matrix - rate * recipe.update_scale(*matrix.shape) * direction
            for matrix, direction in zip(layers, directions[name])
        ]
        for name, layers in matrices.items()
    }
    return updated, momentum


def adamw(parameters, moments, gradients, rate, scales):
    """The parameters and their two moments after a step."""

    def decayed(decay, moment, gradient):
        return jax.tree.map(lambda m, g: m * decay + g * (1 - decay), moment, gradient)

    first = decayed(recipe.ADAMW_DECAYS[0], moments[0], gradients)
    second = decayed(recipe.ADAMW_DECAYS[1], moments[1], jax.tree.map(jnp.square, gradients))

    def updated(parameter, m, v):
        return parameter - rate * (m * scales[0]) / (jnp.sqrt(v * scales[1]) + recipe.ADAMW_EPSILON)

    return jax.tree.map(updated, parameters, first, second), (first, second)


def step(shape, parameters, moments, batch, factors):
    """The parameters and moments after a step, and the loss before it."""
    loss, gradients = jax.value_and_grad(functools.partial(mean_loss, shape))(parameters, batch)
    norm = jnp.sqrt(sum((gradient * gradient).sum() for gradient in jax.tree.leaves(gradients)))
    clipping = jnp.minimum(1, recipe.LARGEST_GRADIENT_NORM / norm)
    gradients = jax.tree.map(lambda gradient: gradient * clipping, gradients)
    matrix_rate, other_rate, momentum_weight, gradient_weight, *scales = factors
    matrices, momentum = muon(
        parameters[0], moments[0], gradients[0], matrix_rate, momentum_weight, gradient_weight
    )
    others, pair = adamw(parameters[1], moments[1], gradients[1], other_rate, scales)
    return (matrices, others), (momentum, pair), loss


def train(training, steps=None):
    """Takes the first steps of a training, or all."""
    taken = training.steps[:steps]
    length = peer.row_length(training)
    batches = [peer.packed(documents, length) for documents in taken]
    validation = peer.packed(training.validation, length)
    factors = [peer.step_factors(training, number) for number in range(1, len(taken) + 1)]
    parameters = jax.tree.map(jnp.asarray, recipe.initial_parameters(training.shape, training.seed))
    zeros = functools.partial(jax.tree.map, jnp.zeros_like)
    moments = (zeros(parameters[0]), (zeros(parameters[1]), zeros(parameters[1])))

    start = time.perf_counter()
    jitted = jax.jit(functools.partial(step, training.shape), donate_argnums=(0, 1))
    compiled = {
        rows: jitted.lower(parameters, moments, batch, factors[0]).compile()
        for rows, batch in {len(batch[0]): batch for batch in batches}.items()
    }
    measure = None
    if training.validation:
        measure = jax.jit(functools.partial(mean_loss, training.shape)).lower(parameters, validation).compile()
    compilation = time.perf_counter() - start

    start = time.perf_counter()
    losses, measured = [], []
    for number, (batch, factor) in enumerate(zip(batches, factors), 1):
        parameters, moments, loss = compiled[len(batch[0])](parameters, moments, batch, factor)
        losses.append(loss)
        if measure and training.ends_epoch(number):
            measured.append(measure(parameters, validation))
    jax.block_until_ready((parameters, measured))
    seconds = time.perf_counter() - start
    tokens = sum(document.counted for documents in taken for document in documents)
    losses, measured = ([float(loss) for loss in values] for values in (losses, measured))
    return peer.Outcome(losses, measured, seconds, compilation, tokens)


if __name__ == "__main__":
    peer.main(train)
