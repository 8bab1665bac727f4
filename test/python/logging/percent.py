"""Formats each (format, args) of a JSON list on stdin with Python's %; prints ["ok", text] or [error class, message] each."""
import json
import math
import sys


def value(v):
    if isinstance(v, dict) and "float" in v:
        return float(v["float"])
    if isinstance(v, dict) and "int" in v:
        return int(v["int"])
    if isinstance(v, dict) and "map" in v:
        return {k: value(x) for k, x in v["map"].items()}
    return v


answers = []
for format, args in json.load(sys.stdin):
    args = value(args) if isinstance(args, dict) else tuple(value(a) for a in args)
    try:
        answers.append(["ok", format % args])
    except Exception as error:
        answers.append([type(error).__name__, str(error)])
json.dump(answers, sys.stdout)
