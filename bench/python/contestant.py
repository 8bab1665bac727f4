"""The child's side of a comparison: one round for each line on stdin, its samples printed as one line of JSON."""

import json
import sys


def serve_rounds(run_round):
    for _ in sys.stdin:
        print(json.dumps(run_round()), flush=True)


def verify(found, expected, what):
    if found != expected:
        raise AssertionError(f"expected {what} to be {expected!r}, found {found!r}")
