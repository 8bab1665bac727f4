"""Case o: a timer that has not fired keeps the program alive."""
import threading


def fires():
    print("fired after the end of main")


def never():
    print("never")


late = threading.Timer(600, never)
late.daemon = True
late.start()
called_off = threading.Timer(600, never)
called_off.start()
called_off.cancel()
threading.Timer(0.3, fires).start()
print("main ends")
