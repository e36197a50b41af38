"""The embedded trainer's recipe as data: what a peer must do to take the same steps as `Sources/LocalProvider`.

Tokens, the documents of each step, the first weights and the rates are the same numbers, bit for bit. Everything
that can be chosen stands at the top.
"""
import json
import math
from dataclasses import dataclass

import numpy as np
import regex

# Model (ModelSize.swift, ModelShape.swift, RootMeanSquareNorm.swift, InitialParameters.swift)
SIZES = {  # width, layers, heads
    "ada": (24, 3, 3),
    "babbage": (48, 3, 3),
    "curie": (128, 3, 4),
    "davinci": (192, 3, 6),
}
HIDDEN_FACTOR = 4  # floats between the matrices of a layer's second half, in widths
SLOPE_EXPONENT = 3.0  # the head k of H, from 1, subtracts 2^(-3 k / H) for each token of distance
NORM_EPSILON = 1e-6
EMBEDDING_DEVIATION = 0.03

# Learning rates (Optimizer.swift, LearningRateSchedule.swift)
MATRIX_BASE_RATE = 0.02  # Muon's peak at a multiplier of 1
EMBEDDING_BASE_RATE = 0.08  # AdamW's peak at a multiplier of 1, up to the next line's width
WIDTH_OF_EMBEDDING_BASE_RATE = 96
FINAL_FACTOR = 0.03
WARM_UP_FRACTION, FEWEST_WARM_UP_STEPS = 30, 5
LARGEST_GRADIENT_NORM = 1.0

# AdamW (AdamW.swift)
ADAMW_DECAYS = (0.9, 0.99)
ADAMW_EPSILON = 1e-8

# Muon (Muon.swift, Orthogonalizer.swift): one row of coefficients (a, b, c) for each iteration
# X <- a X + (b G + c G G) X with G = X X^T
MUON_DECAY = 0.95
NEWTON_SCHULZ = [(7.7110, -22.1138, 16.2487), (3.2153, -2.4112, 0.5013), (2.2183, -1.5940, 0.4107)]
NEWTON_SCHULZ_EPSILON = 1e-8


def first_norm(gram):
    """What a matrix is divided by before the first iteration, from its Gram matrix.

    The fourth root of the sum of the singular values' fourth powers (Schatten norm).
    """
    return ((gram * gram).sum((-2, -1)) ** 0.25)[..., None, None]


def orthogonalized(x):
    """Matrices whose singular values are brought near to 1; for arrays of NumPy, JAX and PyTorch alike.

    The last two dimensions are those of the matrices. The Gram matrix is made on the shorter side.
    """
    tall = x.shape[-2] > x.shape[-1]
    for iteration, (a, b, c) in enumerate(NEWTON_SCHULZ):
        gram = x.mT @ x if tall else x @ x.mT
        if iteration == 0:
            scale = 1 / (first_norm(gram) + NEWTON_SCHULZ_EPSILON)
            x, gram = x * scale, gram * (scale * scale)
        polynomial = b * gram + c * (gram @ gram)
        x = a * x + (x @ polynomial if tall else polynomial @ x)
    return x


def update_scale(rows, columns):
    """The factor on Muon's update of a matrix."""
    return math.sqrt(max(1.0, columns / rows))


def momentum_weights(step):
    """The weights of the momentum and of the gradient in Nesterov's look-ahead, at a step from 1."""
    return MUON_DECAY / (1 - MUON_DECAY ** (step + 1)), (1 - MUON_DECAY) / (1 - MUON_DECAY**step)


def adamw_scales(step):
    """The bias corrections of AdamW's two moments, as factors, at a step from 1."""
    return tuple(1 / (1 - decay**step) for decay in ADAMW_DECAYS)


def learning_rate_factor(step, steps):
    """The factor on the peak learning rates at a step from 1: a linear rise, then a linear fall."""
    rise = max(1, min(max(FEWEST_WARM_UP_STEPS, steps // WARM_UP_FRACTION), steps // 2))
    if step <= rise:
        return step / rise
    return 1 - (1 - FINAL_FACTOR) * ((step - rise) / (steps - rise))


# Random numbers (RandomGenerator.swift)

MASK = (1 << 64) - 1
INITIAL_PARAMETERS, DOCUMENT_ORDER = 1, 2  # the streams


class Generator:
    """xoshiro256** started from SplitMix64."""

    def __init__(self, seed, stream, index=0):
        self.mixer = seed & MASK
        self.mixer = self._split_mix() ^ stream
        self.mixer = self._split_mix() ^ (index & MASK)
        self.state = [self._split_mix() for _ in range(4)]

    def _split_mix(self):
        self.mixer = (self.mixer + 0x9E3779B97F4A7C15) & MASK
        z = self.mixer
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def next(self):
        """The next 64 random bits."""
        a, b, c, d = self.state
        result = (b * 5) & MASK
        result = (((result << 7) | (result >> 57)) * 9) & MASK
        shifted = (b << 17) & MASK
        c ^= a
        d ^= b
        self.state = [a ^ d, b ^ c, c ^ shifted, ((d << 45) | (d >> 19)) & MASK]
        return result

    def index(self, bound):
        """A whole number below a bound, by Lemire's method."""
        product = self.next() * bound
        if product & MASK < bound:
            threshold = (1 << 64) % bound
            while product & MASK < threshold:
                product = self.next() * bound
        return product >> 64

    def permutation(self, count):
        """The numbers below a count in random order, by Fisher and Yates."""
        order = list(range(count))
        for last in range(count - 1, 0, -1):
            other = self.index(last + 1)
            order[last], order[other] = order[other], order[last]
        return order

    def normals(self):
        """Normal deviates by Marsaglia's polar method, without end."""
        while True:
            x = 2 * ((self.next() >> 11) * 2.0**-53) - 1
            y = 2 * ((self.next() >> 11) * 2.0**-53) - 1
            square = x * x + y * y
            if 0 < square < 1:
                scale = math.sqrt(-2 * math.log(square) / square)
                yield x * scale
                yield y * scale


# Text (PieceScanner.swift, Spacing.swift, Vocabulary.swift, Tokenizer.swift)

END, FIRST_BYTE, OTHER_SPACING, FIRST_PIECE, LARGEST_VOCABULARY = 0, 1, 257, 258, 65536
WORD = r"[A-Za-z']|[\p{Alphabetic}--\p{Ideographic}--\p{Nd}--[\x00-\x7F]]"
PIECE = regex.compile(
    rf"(?V1)(?P<space> ?)(?:(?P<word>(?:{WORD}){{1,32}})|(?P<digit>\p{{Nd}})|(?P<sign>\P{{White_Space}}))"
    r"|(?P<white>\n+|.)",
    regex.DOTALL,
)


def pieces(text):
    """The pieces of a text: the kind, the text and whether a space is before it."""
    for match in PIECE.finditer(text):
        kind = match.lastgroup
        yield kind, match[kind], bool(match["space"])


def vocabulary(texts):
    """The token of each piece of some texts; where there are too many, of the most frequent."""
    counts = {}
    for text in texts:
        for _, piece, _ in pieces(text):
            counts[piece] = counts.get(piece, 0) + 1
    limit = LARGEST_VOCABULARY - FIRST_PIECE
    kept = set(sorted(counts, key=lambda piece: -counts[piece])[:limit])
    return {piece: token for token, piece in enumerate((p for p in counts if p in kept), FIRST_PIECE)}


def tokens(text, vocabulary, end="open"):
    """The tokens of a text after one that ends so, and how it ends: bytes for the pieces that are not known."""
    result = []
    for kind, piece, space in pieces(text):
        token = vocabulary.get(piece)
        expected = token is not None and (kind == "word" and end != "open" or kind == "digit" and end == "closed")
        if expected != space:
            result.append(OTHER_SPACING)
        if token is None:
            spelled = piece.encode()
            result += [FIRST_BYTE + byte for byte in spelled]
            end = "open" if spelled[-1] in b" \t\n\v\f\r" else "closed"
        else:
            result.append(token)
            apart = kind == "sign" and (space or end == "open")
            end = "open" if kind == "white" or apart else "digit" if kind == "digit" else "closed"
    return result, end


# What is trained, and on what (Tokenizer.swift, DocumentSet.swift, Trainer.swift)


@dataclass(frozen=True)
class Shape:
    width: int
    layers: int
    heads: int
    vocabulary: int

    def slopes(self):
        """The factor on the distance that each head subtracts from its scores."""
        return np.exp2(-SLOPE_EXPONENT * np.arange(1, self.heads + 1) / self.heads).astype(np.float32)


@dataclass(frozen=True)
class Document:
    """`<end> prompt completion <end>`: at each place a token and the one to be predicted after it, or -1."""

    inputs: np.ndarray
    targets: np.ndarray

    @property
    def counted(self):
        """The predictions that count."""
        return int((self.targets >= 0).sum())


@dataclass(frozen=True)
class Training:
    """All that two trainers need to take the same steps."""

    shape: Shape
    documents: list
    validation: list  # documents whose loss is measured after each epoch
    steps: list  # the documents of each step
    epochs: int
    multiplier: float
    seed: int

    def rates(self, step):
        """The learning rates of the matrices and of the embedding and gains, at a step from 1."""
        factor = learning_rate_factor(step, len(self.steps)) * self.multiplier
        narrowing = min(1, WIDTH_OF_EMBEDDING_BASE_RATE / self.shape.width)
        return factor * MATRIX_BASE_RATE, factor * EMBEDDING_BASE_RATE * narrowing

    def ends_epoch(self, step):
        """Whether a step, counted from 1, is the last of an epoch."""
        return step % (len(self.steps) // self.epochs) == 0

    def counted(self):
        """The predictions that count, all steps together."""
        return sum(document.counted for step in self.steps for document in step)


def pairs(path):
    """The pairs of prompt and completion in a JSON Lines file."""
    with open(path, encoding="utf-8") as file:
        for line in map(json.loads, file):
            yield line["prompt"], line["completion"]


def document(pair, known):
    """The places of a pair of prompt and completion."""
    prompt, completion = pair
    before, end = tokens(prompt, known)
    given = [END, *before]
    whole = np.array([*given, *tokens(completion, known, end)[0], END], np.int32)
    targets = whole[1:].copy()
    targets[: len(given) - 1] = -1
    return Document(whole[:-1], targets)


def training(pairs, size, epochs, batch, multiplier, seed, validation=()):
    """The training on pairs of prompt and completion; `size` is a name or width, layers and heads."""
    known = vocabulary(text for pair in pairs for text in pair)
    width, layers, heads = SIZES[size] if isinstance(size, str) else size
    documents = [document(pair, known) for pair in pairs]
    generator = Generator(seed, DOCUMENT_ORDER)
    steps = []
    for _ in range(epochs):
        order = generator.permutation(len(documents))
        steps += [[documents[i] for i in order[start : start + batch]] for start in range(0, len(order), batch)]
    shape = Shape(width, layers, heads, FIRST_PIECE + len(known))
    measured = [document(pair, known) for pair in validation]
    return Training(shape, documents, measured, steps, epochs, multiplier, seed)


MATRICES = ["queries_keys_values", "attention_output", "up", "down"]
GAINS = ["attention_gain", "hidden_gain"]


def initial_parameters(shape, seed):
    """The weights before the first step: those that Muon trains, and those that AdamW trains.

    What every layer has is a list of one for each. A matrix has a row for each input and a column for each output.
    """
    normals = Generator(seed, INITIAL_PARAMETERS).normals()

    def matrix(rows, columns, deviation):
        values = (next(normals) * deviation for _ in range(rows * columns))
        return np.fromiter(values, np.float64, rows * columns).astype(np.float32).reshape(rows, columns)

    def ones():
        return np.ones(width, np.float32)

    width, hidden = shape.width, HIDDEN_FACTOR * shape.width
    inward, narrowing = 1 / math.sqrt(width), 1 / math.sqrt(2 * shape.layers)
    others = {"embedding": matrix(shape.vocabulary, width, EMBEDDING_DEVIATION), "output_gain": ones()}
    others |= {name: [ones() for _ in range(shape.layers)] for name in GAINS}
    matrices = {name: [] for name in MATRICES}
    for _ in range(shape.layers):
        matrices["queries_keys_values"].append(matrix(width, 3 * width, inward))
        matrices["attention_output"].append(matrix(width, width, inward * narrowing))
        matrices["up"].append(matrix(width, hidden, inward))
        matrices["down"].append(matrix(hidden, width, narrowing / math.sqrt(hidden)))
    return matrices, others
