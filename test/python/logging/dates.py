"""Formats each (format, seconds) of a JSON list on stdin with time.strftime, in local time and in UTC."""
import json
import sys
import time

json.dump(
    [[time.strftime(f, time.localtime(t)), time.strftime(f, time.gmtime(t))] for f, t in json.load(sys.stdin)],
    sys.stdout,
)
