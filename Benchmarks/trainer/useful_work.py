"""The floating-point operations that a training cannot do without."""
import recipe


def step_operations(shape, documents):
    """Those of one step on some documents; padding and what is computed twice do not count.

    A product of an m by k and a k by n matrix is 2 m k n. Backward takes two products for each one of forward.
    """
    width = shape.width
    places = sum(len(document.inputs) for document in documents)
    seen = sum(len(document.inputs) * (len(document.inputs) + 1) // 2 for document in documents)
    # Queries, keys, values and the way back from attention: 4 width². The two of the hidden half: 2 · 4 width².
    matrices = 2 * places * (4 + 2 * recipe.HIDDEN_FACTOR) * width**2 * shape.layers
    attention = 2 * (2 * seen * width) * shape.layers
    logits = 2 * len(contexts(documents)) * shape.vocabulary * width
    return 3 * (matrices + attention + logits) + orthogonalization_operations(shape)


def contexts(documents):
    """The different tokens after which something is predicted: documents that begin alike have the same logits there."""
    return {
        document.inputs[: place + 1].tobytes()
        for document in documents
        for place in range(len(document.inputs))
        if document.targets[place] >= 0
    }


def orthogonalization_operations(shape):
    """Those of Newton-Schulz on every matrix in the cheapest form known, the one on Gram matrices.

    For m by n with m <= n, the products of m by m are: one at the first of k iterations and two at the others for
    the polynomial and its product, two between iterations; then the Gram matrix and the product with the matrix.
    """
    width, hidden = shape.width, recipe.HIDDEN_FACTOR * shape.width
    iterations = len(recipe.NEWTON_SCHULZ)
    squares = 1 + 2 * (iterations - 1) + 2 * (iterations - 1)
    sizes = [(width, 3 * width), (width, width), (width, hidden), (width, hidden)]
    return shape.layers * sum(squares * 2 * m**3 + 2 * (2 * m * m * n) for m, n in sizes)


def operations(training):
    """Those of all steps."""
    return sum(step_operations(training.shape, documents) for documents in training.steps)
