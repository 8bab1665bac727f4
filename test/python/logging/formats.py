import logging
import time

logging.Formatter.converter = time.gmtime
fields = dict(
    name="app.db", levelno=30, levelname="WARNING", msg="took %.1f s", args=(2.25,), created=1700000000.5, msecs=500.0,
    relativeCreated=1234.5, thread=7, threadName="Worker-1", process=99, processName="MainProcess",
    pathname="/x/y/prog.py", filename="prog.py", module="prog", lineno=42, funcName="work", user="ann",
)


def show(*args, **kwargs):
    record = logging.makeLogRecord(fields)
    try:
        print(repr(logging.Formatter(*args, **kwargs).format(record)))
    except (ValueError, TypeError, KeyError) as error:
        print(type(error).__name__, error)


show()
show(logging.BASIC_FORMAT)
show("%(asctime)s")
show("%(asctime)s", "%H:%M:%S")
show("%(asctime)s %(message)s", datefmt="%Y-%m-%dT%H:%M:%S%z %j %a %b %p")
show("[%(levelname)-10s] [%(levelname)10s] [%(levelno)05d] [%(lineno)4d] [%(msecs)03d] [%(relativeCreated)8.2f]")
show("%(created)f %(thread)d %(threadName)s %(process)x %(processName)s")
show("%(pathname)s|%(filename)s|%(module)s|%(funcName)s|%(lineno)d|%(user)r")
show("%(message)s 100%%")
show("%(nosuch)s")
show("%(nosuch)s %(message)s", defaults={"nosuch": "default"})
show("plain")
show("plain", validate=False)
show("%(message)d")
show("%(lineno)s %(lineno)x %(lineno)#o %(message).4s|%(message)-14s|")
show("{message}", style="{")
show("{asctime} {levelname:>8}|{levelname:<8}|{levelname:^9}|{levelname:*^9}", style="{")
show("{lineno:05d} {lineno:x} {lineno:#x} {lineno:b} {lineno:,} {lineno:+d} {created:.2f} {relativeCreated:10.3f} {lineno:e}", style="{")
show("{user!r:>8} {user!s} {user!a} {{literal}}", style="{")
show("{nosuch}", style="{")
show("{message", style="{")
show("message}", style="{")
show("{message!x}", style="{")
show("{message:zz}", style="{")
show("{na me}", style="{")
show("nothing", style="{")
show("{user[0]} {message:.{lineno}}", style="{")
show("{nosuch} {message}", style="{", defaults={"nosuch": 5})
show("{process:c}{process:%}", style="{")
show("$message", style="$")
show("${asctime} $levelname:$name $$ ${message}", style="$")
show("$nosuch", style="$")
show("$ message", style="$")
show("nothing", style="$")
show("$nosuch $message", style="$", defaults={"nosuch": 5})
show("x", style="!")

record = logging.makeLogRecord(dict(fields, stack_info="STACK"))
print(repr(logging.Formatter("%(message)s").format(record)))
buffering = logging.BufferingFormatter()
print(repr(buffering.format([])), repr(buffering.format([record, record])))

msecs = logging.Formatter("%(asctime)s")
msecs.default_msec_format = None
print(msecs.format(record))
msecs.default_msec_format = "%s.%03d"
msecs.default_time_format = "%H:%M"
print(msecs.format(record))
