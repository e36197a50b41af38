"""Tools for evaluation that others wrote, on one model each beside the program's own measurements.

Usage: tools.py PROGRAM FOLDER [PYTHON]

With the Python that has PyTorch an open-weights model is asked, else a local one.
"""

import os
import sys

program, folder = sys.argv[1:3]
# What they would leave in the home of whoever tests.
kept = {name: os.path.join(folder, "kept") for name in ("HF_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
os.environ |= {"NO_PROXY": "127.0.0.1", **kept}

import harness_client
import inspect_client

import own_items

python = sys.argv[3] if len(sys.argv) > 3 else None

# Each number is sent with all its digits, so that local models differ by the order of a sum alone. The
# program scores open-weights models in batches, and the server row by row.
tolerance = 1e-4 if python else 1e-9

with own_items.served(program, os.path.join(folder, "own"), python) as (base, model, path, records):
    largest = harness_client.check(base, model, path, records, folder, tolerance)
    inspect_client.check(base, model, path, records, folder)
right = sum(record["exact_match"] for record in records)
print(f"tools: {len(records)} items are the same, {right} of them right; at most {largest:.1e} apart")
