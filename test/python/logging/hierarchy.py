import logging
import sys

out = logging.StreamHandler(sys.stdout)
out.setFormatter(logging.Formatter("%(name)s %(levelname)s %(levelno)d %(message)s"))
root = logging.getLogger()
print(root.name, root.level, root is logging.getLogger("root"), root.hasHandlers())
root.addHandler(out)
root.addHandler(out)
print(len(root.handlers), root.hasHandlers())

deep = logging.getLogger("a.b.c")
print(deep.parent.name, deep.getEffectiveLevel(), deep.level)
middle = logging.getLogger("a.b")
print(deep.parent is middle, middle.parent.name)
print(logging.getLogger("a").getChild("b.c") is deep, root.getChild("a.b") is middle)
deep.info("below the root's level")
deep.warning("reaches root")
middle.setLevel("INFO")
print(deep.getEffectiveLevel(), deep.isEnabledFor(logging.INFO), deep.isEnabledFor(logging.DEBUG))
deep.info("now wanted")
deep.setLevel(logging.ERROR)
deep.warning("not wanted")
deep.setLevel(logging.NOTSET)

own = logging.StreamHandler(sys.stdout)
own.setFormatter(logging.Formatter("own:%(message)s"))
middle.addHandler(own)
deep.warning("twice")
middle.propagate = False
deep.warning("once")
middle.propagate = True
own.setLevel(logging.ERROR)
deep.warning("handler level")
deep.error("both")
middle.removeHandler(own)

logging.disable(logging.WARNING)
deep.warning("disabled")
deep.error("not disabled")
print(deep.isEnabledFor(logging.WARNING), deep.isEnabledFor(logging.ERROR))
logging.disable(logging.NOTSET)
deep.disabled = True
deep.critical("dropped")
print(deep.isEnabledFor(logging.CRITICAL))
deep.disabled = False

logging.addLevelName(25, "NOTICE")
print(logging.getLevelName(25), logging.getLevelName("NOTICE"), logging.getLevelName(26), logging.getLevelName("X"))
print(logging.getLevelName(logging.WARN), logging.getLevelName("WARN"), logging.getLevelName("FATAL"))
deep.setLevel("NOTICE")
deep.log(25, "a level of one's own")
deep.log(24, "below it")
deep.log(33, "a level without name")
print(sorted(logging.getLevelNamesMapping().items(), key=lambda item: (item[1], item[0])))
deep.setLevel(0)

class OnlyEven:
    def filter(self, record):
        return record.args[0] % 2 == 0

def tag(record):
    record.msg = "tagged " + record.msg
    return True

even = OnlyEven()
deep.addFilter(even)
deep.addFilter(tag)
for n in range(3):
    deep.warning("%d", n)
middle.warning("filters of a child do not count")
deep.removeFilter(even)
deep.removeFilter(tag)
middle.addFilter(lambda record: False)
deep.warning("filters of a parent do not count for a child")
middle.warning("dropped")
out.addFilter(logging.Filter("a.b"))
for name in ["a", "a.b", "a.b.c", "a.bb", "x.a.b"]:
    logging.getLogger(name).error("by name")
print(root, deep, out)

adapter = logging.LoggerAdapter(logging.getLogger("a.b.d"), {"who": "me"})
out.setFormatter(logging.Formatter("%(who)s %(message)s"))
adapter.warning("through the adapter %s", 1)
print(adapter, adapter.name, adapter.isEnabledFor(10))
