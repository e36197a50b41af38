#!/usr/bin/env python3
"""Writes what other programs compute for the tables that the tests of Statistics compare with.

    pip install scipy==1.17.1 statsmodels==0.15.0 evalstats==0.3.3 errorbars==0.2.4
    Tests/StatisticsTests/Reference/values.py > Tests/StatisticsTests/Reference/values.jsonl

The tables are drawn at random from a fixed seed, with n from 1 to 10 000, and edge cases are added: one item, all
right, no item that differs. A number comes from the program that its key names; numbers of 17 digits are exact.
"""
import json
import random
import sys

import numpy
import scipy.stats
from errorbars.stats import cluster_robust_se
from evalstats.core import resampling
from evalstats.tests import _mcnemar_midp_p, _mcnemar_p
from statsmodels.stats import proportion, weightstats
from statsmodels.stats.multitest import multipletests


def pairs(counts):
    """Two lists of verdicts with these counts: B's and A's."""
    both, first, second, neither = counts
    b = [1] * both + [1] * first + [0] * second + [0] * neither
    a = [1] * both + [0] * first + [1] * second + [0] * neither
    return numpy.array(b, float), numpy.array(a, float)


def paired(counts):
    both, first, second, neither = counts
    n, differing = sum(counts), first + second
    b, a = pairs(counts)
    exact = scipy.stats.binomtest(first, differing, 0.5).pvalue if differing else 1.0
    low, high = proportion.proportion_confint(both + first, n, method="wilson")
    return {
        "kind": "paired",
        "counts": counts,
        "evalstats.bonett_price": resampling.bonett_price_paired_ci(b, a),
        "evalstats.newcombe": resampling.newcombe_mover_paired_ci(b, a),
        "evalstats.mid_p": _mcnemar_midp_p(b, a),
        "evalstats.exact": _mcnemar_p(b, a),
        "scipy.exact": exact,
        "statsmodels.wilson": [low, high],
    }


def unpaired(first, n, second, m):
    low, high = proportion.confint_proportions_2indep(
        first, n, second, m, method="newcomb", compare="diff", correction=False
    )
    pooled = (first + second) / (n + m)
    p = proportion.proportions_ztest([first, second], [n, m])[1] if 0 < pooled < 1 else 1.0
    return {
        "kind": "unpaired",
        "counts": [first, n, second, m],
        "statsmodels.newcombe": [low, high],
        "statsmodels.score": p,
    }


def runs(first, second):
    test = scipy.stats.ttest_ind(first, second, equal_var=False)
    interval = test.confidence_interval(0.95)
    return {
        "kind": "runs",
        "first": first,
        "second": second,
        "scipy.welch": [interval.low, interval.high],
        "scipy.p": test.pvalue,
    }


def mean(numbers):
    stats = weightstats.DescrStatsW(numbers)
    return {
        "kind": "mean",
        "numbers": numbers,
        "statsmodels.t": stats.tconfint_mean(),
        "scipy.p": scipy.stats.ttest_1samp(numbers, 0).pvalue,
    }


def clusters(groups):
    values = [value for group in groups for value in group]
    names = [number for number, group in enumerate(groups) for _ in group]
    return {"kind": "clusters", "groups": groups, "errorbars.error": cluster_robust_se(values, names)}


def several_runs(b, a):
    """Items by rows and runs by columns."""
    interval = resampling.bonett_price_paired_ci_multirun_cluster(numpy.array(b, float), numpy.array(a, float))
    return {"kind": "several-runs", "b": b, "a": a, "evalstats.bonett_price": interval}


def holm(p):
    return {"kind": "holm", "p": p, "statsmodels.holm": list(multipletests(p, method="holm")[1])}


def student(degrees):
    return {"kind": "student", "degrees": degrees, "scipy.bound": scipy.stats.t.ppf(0.975, degrees)}


def random_counts(random):
    n = round(10 ** random.uniform(0, 4))
    weights = [random.random() ** random.choice([1, 3, 8]) for _ in range(4)]
    cuts = sorted(round(n * sum(weights[:k]) / sum(weights)) for k in range(1, 4))
    return [cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], n - cuts[2]]


def cases():
    draw = random.Random(20261130)
    edges = [
        *([1 if place == one else 0 for place in range(4)] for one in range(4)),
        [100, 0, 0, 0], [0, 0, 0, 100], [50, 0, 0, 50], [0, 100, 0, 0], [0, 0, 100, 0], [0, 50, 50, 0],
        [68, 12, 2, 18], [18, 2, 12, 68], [9990, 10, 0, 0], [0, 5000, 5000, 0], [1, 1, 0, 0], [0, 1, 1, 0],
    ]
    for counts in edges + [random_counts(draw) for _ in range(1000)]:
        yield paired(counts)
    for n, m in [(1, 1), (1, 7), (5, 5)]:
        for first in range(n + 1):
            for second in range(m + 1):
                yield unpaired(first, n, second, m)
    for _ in range(200):
        n, m = (round(10 ** draw.uniform(0, 4)) for _ in range(2))
        yield unpaired(draw.randint(0, n), n, draw.randint(0, m), m)
    for _ in range(100):
        yield runs(*([round(draw.random(), 3) for _ in range(draw.randint(2, 6))] for _ in range(2)))
        yield mean([round(draw.gauss(-1, 3), 3) for _ in range(draw.randint(2, 60))])
        size = draw.randint(1, 5)
        yield clusters([[round(draw.random(), 3) for _ in range(size)] for _ in range(draw.randint(2, 30))])
        size, count = draw.randint(1, 5), draw.randint(1, 40)
        yield several_runs(*([[draw.randint(0, 1) for _ in range(size)] for _ in range(count)] for _ in range(2)))
        yield holm([round(draw.random() ** 4, 6) for _ in range(draw.randint(1, 12))])
    for degrees in [0.5, 1, 1.5, 2, 3, 4.25, 7, 10, 30, 99, 1000, 123456.5]:
        yield student(degrees)


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return float(value) if isinstance(value, numpy.floating) else value


for case in cases():
    json.dump({key: plain(value) for key, value in case.items()}, sys.stdout, separators=(",", ":"))
    print()
