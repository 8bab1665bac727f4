"""Twin of examples/timer.ts."""
import logging
import threading


def greet(name):
    logging.info("Timer   : hello, %s", name)


logging.basicConfig(format="%(asctime)s: %(message)s", level=logging.INFO, datefmt="%H:%M:%S")
soon = threading.Timer(2.0, greet, ["world"])
late = threading.Timer(30.0, greet, ["nobody"])
soon.start()
late.start()
logging.info("Main    : both timers run")
late.cancel()
logging.info("Main    : cancelled the second")
soon.join()
soon.cancel()
logging.info("Main    : all done")
