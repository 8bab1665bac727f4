"""Twin of examples/mandelbrot.ts."""
from itertools import count as numbers
from threading import Lock, Thread

WIDTH = 300
HEIGHT = 200
MOST = 255

picture = bytearray(WIDTH * HEIGHT)
rows = numbers()
lock = Lock()


def steps_at(x, y):
    re = im = 0.0
    for step in range(MOST):
        re, im = re * re - im * im + x, 2 * re * im + y
        if re * re + im * im > 4:
            return step
    return MOST


def next_row():
    with lock:
        return next(rows)


def compute_rows():
    while (row := next_row()) < HEIGHT:
        for column in range(WIDTH):
            picture[row * WIDTH + column] = steps_at(column / WIDTH * 3 - 2.25, row / HEIGHT * 2 - 1)


threads = [Thread(target=compute_rows) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f"{WIDTH} x {HEIGHT} points, {picture.count(MOST)} of them inside, {sum(picture)} steps in all")
