"""Twin of examples/bank-condition.ts."""
import sys
import threading
import time

CUSTOMERS = 5


def say(line):
    sys.stdout.write(line + "\n")


class Line:
    def __init__(self):
        self.places = []
        self.changed = threading.Condition()

    def join(self, customer):
        with self.changed:
            say(f"Customer {customer} joins the line")
            self.places.append(customer)
            self.changed.notify()

    def next(self):
        with self.changed:
            self.changed.wait_for(lambda: self.places)
            return self.places.pop(0)


def teller(line):
    for _ in range(CUSTOMERS):
        say(f"The teller serves customer {line.next()}")
        time.sleep(0.06)


line = Line()
thread = threading.Thread(target=teller, args=(line,))
thread.start()
for customer in range(1, CUSTOMERS + 1):
    time.sleep(0.04)
    line.join(customer)
thread.join()
say("All customers have been served")
