"""Writes optimizers.json: what optax's Muon and AdamW make of given parameters and gradients.

    pip install jax optax numpy
    python optimizers.py > optimizers.json

Each case has the parameters at the start, the gradients of every step, and the parameters after every step, all
matrices row after row. Rates differ from step to step, so that a rate that is applied too early or late shows.
"""
import json

import jax.numpy as jnp
import numpy as np
import optax

RATES = [0.02, 0.05, 0.01, 0.03]


def case(rows, columns, optimizer, generator):
    rounded = lambda: np.round(generator.normal(size=(rows, columns)), 4).astype(np.float32)
    start, gradients, results = rounded(), [rounded() for _ in RATES], []
    transformation = optimizer(lambda count: jnp.asarray(RATES)[count])
    parameters = jnp.asarray(start)
    state = transformation.init(parameters)
    for gradient in gradients:
        update, state = transformation.update(jnp.asarray(gradient), state, parameters)
        parameters = optax.apply_updates(parameters, update)
        results.append([round(float(x), 7) for x in np.asarray(parameters).flat])
    return dict(
        rows=rows,
        columns=columns,
        rates=RATES,
        parameters=[float(f"{x:.4f}") for x in start.flat],
        gradients=[[float(f"{x:.4f}") for x in g.flat] for g in gradients],
        results=results,
    )


generator = np.random.default_rng(1)
iterations = ((7.7110, -22.1138, 16.2487), (3.2153, -2.4112, 0.5013), (2.2183, -1.5940, 0.4107))
muon = lambda rate: optax.contrib.muon(rate, weight_decay=0.0, ns_coeffs=iterations, preconditioning="schatten")
adamw = lambda rate: optax.adamw(rate, b1=0.9, b2=0.99, weight_decay=0.0)
print(json.dumps({
    "muon": [case(rows, columns, muon, generator) for rows, columns in [(4, 4), (3, 7), (7, 3)]],
    "adamW": [case(2, 5, adamw, generator)],
}))
