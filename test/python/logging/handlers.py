import logging
import logging.handlers
import os
import sys
import tempfile

folder = tempfile.mkdtemp()
path = os.path.join(folder, "app.log")


def contents():
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), newline="") as file:
            print(name, repr(file.read()))
        os.remove(os.path.join(folder, name))


log = logging.getLogger("h")
log.setLevel(1)
log.propagate = False


def using(handler, *messages):
    log.addHandler(handler)
    for message in messages:
        log.info(message)
    log.removeHandler(handler)
    handler.close()


using(logging.FileHandler(path), "one", "two")
using(logging.FileHandler(path), "three")
contents()
using(logging.FileHandler(path, mode="w"), "one")
using(logging.FileHandler(path, mode="w"), "two")
contents()
using(logging.FileHandler(path, delay=True))
contents()
using(logging.FileHandler(path, delay=True), "late")
contents()
using(logging.FileHandler(path, encoding="ascii", errors="backslashreplace"), "é€😀")
contents()
closed = logging.FileHandler(path)
closed.close()
using(closed, "again")
contents()

using(logging.handlers.RotatingFileHandler(path, maxBytes=20, backupCount=2), *["message %d" % n for n in range(9)])
contents()
using(logging.handlers.RotatingFileHandler(path, maxBytes=20, backupCount=0), *["message %d" % n for n in range(4)])
contents()
using(logging.handlers.RotatingFileHandler(path, maxBytes=0, backupCount=3), *["message %d" % n for n in range(4)])
contents()
named = logging.handlers.RotatingFileHandler(path, maxBytes=12, backupCount=3, delay=True)
named.namer = lambda name: name + ".old"
using(named, "first one", "second one", "third one", "fourth one", "fifth one")
contents()

out = logging.StreamHandler(sys.stdout)
memory = logging.handlers.MemoryHandler(3, target=out)
log.addHandler(memory)
log.info("held 1")
log.info("held 2")
print("not yet")
log.info("held 3")
log.debug("held 4")
print("an error comes")
log.error("at once")
log.info("held 5")
memory.setTarget(None)
memory.flush()
print("no target:", len(memory.buffer))
memory.setTarget(out)
memory.close()
print("closed:", len(memory.buffer))
log.removeHandler(memory)
quiet = logging.handlers.MemoryHandler(3, target=out, flushOnClose=False)
log.addHandler(quiet)
log.info("never seen")
quiet.close()
log.removeHandler(quiet)

out.terminator = "|\n"
log.addHandler(out)
log.info("terminated")
log.removeHandler(out)
log.addHandler(logging.NullHandler())
log.error("nobody hears this")
out.name = "the output"
print(out.name, logging.NullHandler())
