"""Twin of examples/bank-event.ts."""
import sys
import threading
import time


def say(line):
    sys.stdout.write(line + "\n")


opened = threading.Event()
ready = threading.Event()


def visit(customer):
    say(f"{customer} waits for the bank to open")
    opened.wait()
    say(f"{customer} enters the bank")
    ready.wait()
    say(f"{customer} transacts")


threads = [threading.Thread(target=visit, args=(f"Customer {n}",)) for n in range(4)]
for thread in threads:
    thread.start()
time.sleep(0.1)
say("The bank is open")
opened.set()
time.sleep(0.1)
say("The tellers are ready")
ready.set()
for thread in threads:
    thread.join()
say("All customers have transacted")
