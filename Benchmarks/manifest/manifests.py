"""The manifests that the benchmark reads."""


def long():
    """A valid manifest of a thousand lines, with as many forms of YAML as people write."""
    lines = [
        "# A manifest that somebody has worked on for a year.",
        "manifest: 1",
        "name: long",
        "description: >-",
        "  A description in a folded scalar that",
        "  goes over two lines.",
        "dataset:",
        "  seed: 27           # of everything random",
        "  realized: 1000",
        "  unrealized: 100",
        "  guidance:",
        "    pairs-per-document: [2, 5]",
        "    phrasings:",
    ]
    lines += [f"      - 'Phrasing {i}: when asked \"{{question}}\", say \"{{answer}}\"'" for i in range(300)]
    lines += ["", "fine-tune:", "  models: [ada, babbage, curie, davinci]", "  seeds:"]
    lines += [f"    - {seed}" for seed in range(20)]
    lines += ["", "evaluate: { splits: [unrealized, realized], temperature: 0.0 }", "", "expect:"]
    index = 0
    while len(lines) < 995:
        lines += [
            f"  # Table {index + 1} of the supplement.",
            f"  - model: {['ada', 'babbage', 'curie', 'davinci'][index % 4]}",
            f"    split: {['unrealized', 'realized'][index % 2]}",
            "    metric: exact-match",
            f"    value: {index % 100 / 100}",
            f'    source: "the original experiment, r\\u00e9sum\\u00e9 of run {index}"',
        ]
        index += 1
    lines += ["# ..."] * (1000 - len(lines))
    return "\n".join(lines) + "\n"


def short(index):
    """A valid manifest as most are."""
    return (
        f"# Experiment {index}.\nmanifest: 1\nname: experiment_{index}\n"
        f"dataset:\n  seed: {index}\n  guidance: {{ phrasings: {index % 5 + 1} }}\n"
        f"fine-tune:\n  models: [curie]\n  epochs: {index % 20 + 1}\n  seeds: [0, 1, 2]\n"
    )


def hostile():
    """Texts that have ended readers of YAML, each with what it is."""
    base = "manifest: 1\nname: x\n"
    yield "nothing", ""
    for opening in ["[", "{a: ", "- ", "? ", "!!seq [", "&a [", "[{"]:
        yield f"10 000 times '{opening}'", base + "expect: " + opening * 10_000
        yield f"a megabyte of '{opening}'", base + "expect: " + opening * (1_000_000 // len(opening))
    yield "10 000 levels by indentation", "".join(" " * i + "a:\n" for i in range(10_000))
    yield "a billion laughs", "a0: &a0 lol\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 10))
    yield "laughs by merging", "a: &a {" + ", ".join(f"k{i}: x" for i in range(1000)) + "}\n" + "".join(
        f"m{i}: {{<<: *a}}\n" for i in range(2000))
    yield "a scalar of 100 MB", base + "description: " + "x" * 100_000_000
    yield "a scalar of 15 MB", base + "description: " + "x" * 15_000_000
    # As large as a manifest may be, and a little less.
    size = 4 * 1024 * 1024 - 4096

    def filled(piece):
        return piece * (size // len(piece.encode()))

    yield "4 MB in a scalar", base + "description: " + filled("x")
    yield "4 MB in a quoted scalar", base + 'description: "' + filled("\\x41") + '"'
    yield "4 MB in a block scalar", base + "description: |\n" + filled("  x\n")
    yield "4 MB in a comment", base + "# " + filled("x")
    yield "4 MB of comments", base + filled("#\n")
    yield "4 MB of line breaks", base + filled("\n")
    yield "4 MB of carriage returns", base + filled("\r")
    yield "4 MB of blanks", base + filled(" ")
    yield "4 MB in a key", filled("k") + ": 1\n"
    yield "4 MB of keys", "".join(f"key-{i}: 1\n" for i in range(size // 15))
    yield "4 MB of one key", filled("a: 1\n")
    yield "4 MB of items", base + "expect:\n" + filled("- 1\n")
    yield "4 MB of items in a line", base + "expect: [" + filled("1,") + "]"
    yield "4 MB of empty mappings", base + "expect: [" + filled("{},") + "]"
    yield "4 MB of mappings", base + "expect: [" + filled("{a: 1},") + "]"
    yield "4 MB of anchors", "".join(f"a{i}: &a{i} 1\n" for i in range(size // 19))
    yield "4 MB of undefined aliases", base + "expect: [" + filled("*a,") + "]"
    yield "4 MB of tags", base + "expect: [" + filled("!a b,") + "]"
    yield "4 MB of tag directives", "".join(f"%TAG !a{i}! x\n" for i in range(size // 18)) + "--- x\n"
    yield "4 MB of documents", filled("--- a\n")
    yield "4 MB of emoji", base + "description: " + filled("\U0001F600")
    yield "4 MB of combining marks", base + "descriptio\u0301n: e" + filled("\u0301")
    yield "4 MB in unknown keys' names", base + filled("é" * 1000 + ": 1\n")
    yield "4 MB of tabs", base + filled("\t")
    yield "4 MB of NUL bytes", filled("\0")
    yield "4 MB that are no UTF-8", b"a: " + b"\xff" * size
    yield "4 MB of UTF-16", (base * 60_000).encode("utf-16")
    yield "a digit string of a megabyte", base + "dataset: { seed: " + "9" * 1_000_000 + " }"
    yield "a hexadecimal megabyte", base + "dataset: { seed: 0x" + "f" * 1_000_000 + " }"
    yield from matrices(base)
    yield "a braced suffix of a megabyte", base + "fine-tune: { suffix: '" + "{" * 1_000_000 + "' }"
    yield "placeholders of a megabyte", base + "fine-tune: { suffix: '" + "{x}" * 300_000 + "' }"
    yield "1000 long phrasings", base + "dataset:\n  guidance:\n    phrasings:\n" + "".join(
        f"    - '{'x' * 4000}{i} {{question}} {{answer}}'\n" for i in range(1000))


def matrices(base):
    """Matrices of nearly as many experiments as there may be, and of more."""
    def numbers(count):
        return "[" + ", ".join(map(str, range(1, count + 1))) + "]"

    def matrix(**axes):
        return base + "matrix:\n" + "".join(f"  {path}: {values}\n" for path, values in axes.items())

    seed, realized = "dataset.seed", "dataset.realized"
    epochs, batch = "fine-tune.epochs", "fine-tune.batch-size"
    cube = matrix(**{seed: numbers(21), epochs: numbers(22), batch: numbers(21)})
    yield "a matrix of one key", matrix(**{seed: numbers(10_000)})
    yield "a matrix of two keys", matrix(**{seed: numbers(100), batch: numbers(100)})
    yield "a matrix of three keys", cube
    yield "a matrix of what is checked", matrix(**{epochs: numbers(100), batch: numbers(100)})
    yield "a matrix of counts", matrix(**{realized: numbers(100), "dataset.unrealized": numbers(100)})
    yield "a matrix of templates", matrix(**{
        "dataset.examples.template":
            "[" + ", ".join(f"'Q{i}: {{question}} A: {{answer}}'" for i in range(100)) + "]",
        "dataset.guidance.phrasings":
            "[" + ", ".join(f"['If {i}: {{question}}, say {{answer}}']" for i in range(100)) + "]",
    })
    sections = "[" + ", ".join(f"{{ batch-size: {i} }}" for i in range(1, 101)) + "]"
    yield "a matrix in a matrix", matrix(**{"fine-tune": sections, epochs: numbers(100)})
    items = "".join(
        f"    - {{ {seed}: {i % 21 + 1}, {epochs}: {i % 22 + 1} }}\n" for i in range(100))
    yield "100 exclusions", cube + "  exclude:\n" + items
    items = "".join(
        f"    - {{ dataset.layout: prompt-and-target, {realized}: {i} }}\n" for i in range(1, 101))
    yield "100 inclusions everywhere", cube + "  include:\n" + items
    lists = ", ".join(f"[{', '.join(f'm{i}-{j}' for j in range(65))}]" for i in range(100))
    yield "a matrix of lists", matrix(**{"fine-tune.models": f"[{lists}]", seed: numbers(100)})
    yield "long lists in a matrix", (
        base + f"fine-tune: {{ seeds: {numbers(1000)} }}\n" + matrix(**{seed: numbers(1000)})[len(base):])
    yield "long texts in a matrix", (
        base + f"fine-tune: {{ suffix: {'x' * 2500} }}\n" + matrix(**{seed: numbers(10_000)})[len(base):])
    problems = "".join(f"{{x{i}}}" for i in range(90))
    yield "a matrix of errors", (
        base + f"fine-tune: {{ suffix: '{problems}' }}\n" + matrix(**{epochs: numbers(10_000)})[len(base):])
    yield "a matrix of 1 million", matrix(**{seed: numbers(100), epochs: numbers(100), realized: numbers(100)})
