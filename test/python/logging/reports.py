import logging
import sys

logging.warning("no configuration: %s", "root format")
logging.info("below")
logging.getLogger("lib").error("error from lib")
for handler in logging.getLogger().handlers[:]:
    logging.getLogger().removeHandler(handler)
logging.getLogger("lib").error("last resort %d", 1)
logging.getLogger("lib").info("not for the last resort")

logging.basicConfig(format="%(levelname)s %(message)s", level="DEBUG")
logging.basicConfig(format="ignored %(message)s", level="ERROR")
logging.debug("configured once")
logging.warning("wrong type %d", "x")
logging.warning("missing %s %s", 1)
logging.warning("surplus %s", 1, 2)
logging.warning("broken %", 1)
logging.warning("broken %y", "a")
logging.warning("no key %(b)s", {"a": 1})
logging.warning("no values, so 100% is text")
logging.warning("fields %(a)s %(b)r", {"a": 1, "b": "c"})
logging.getLogger().handlers[0].setFormatter(logging.Formatter("%(nosuch)s"))
logging.warning("format names a missing field")
logging.basicConfig(format="forced %(message)s", force=True, stream=sys.stderr)
logging.warning("yes")
logging.debug("level stays")
for arguments in [
    dict(stream=sys.stderr, filename="x"),
    dict(handlers=[], filename="x"),
    dict(handlers=[], stream=sys.stderr),
    dict(style="!"),
    dict(nosuch=1),
]:
    try:
        logging.basicConfig(force=True, **arguments)
        print("accepted")
    except ValueError as error:
        print("ValueError", error)
for level in ["NOSUCH"]:
    try:
        logging.getLogger().setLevel(level)
    except ValueError as error:
        print("ValueError", str(error)[:23])
try:
    logging.getLogger().log("INFO", "x")
except TypeError:
    print("TypeError")
logging.basicConfig(format="%(message)s", force=True)
logging.raiseExceptions = False
logging.warning("silent %d", "x")
logging.lastResort = None
logging.getLogger().handlers.clear()
logging.getLogger("lib").warning("nothing at all")
