"""First rollover of each [when, interval, utc, atTime or null, seconds] of a JSON list on stdin, by CPython's handler."""
import datetime
import json
import logging.handlers
import os
import sys
import tempfile

path = os.path.join(tempfile.mkdtemp(), "x.log")
answers = []
for when, interval, utc, at, now in json.load(sys.stdin):
    time = None if at is None else datetime.time(*at)
    handler = logging.handlers.TimedRotatingFileHandler(
        path, when=when, interval=interval, utc=utc, atTime=time, delay=True
    )
    answers.append(handler.computeRollover(now))
json.dump(answers, sys.stdout)
