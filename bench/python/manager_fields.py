"""Fields that processes share in CPython: Manager().Namespace() and Value, in one process, nanoseconds per operation."""
import multiprocessing
import time


def measure(what, count, operation):
    best = None
    for _ in range(5):
        begin = time.perf_counter_ns()
        for n in range(count):
            operation(n)
        spent = (time.perf_counter_ns() - begin) / count
        best = spent if best is None else min(best, spent)
    print(f"{what}: {best:.0f} ns")


class Plain:
    value = 1.5


def main():
    plain = Plain()
    with multiprocessing.Manager() as manager:
        shared = manager.Namespace()
        shared.value = 1.5
        shared.text = "a short one"
        value = multiprocessing.Value("d", 1.5)
        measure("plain object, read a number", 100_000, lambda n: plain.value)
        measure("plain object, write a number", 100_000, lambda n: setattr(plain, "value", n))
        measure("Namespace, read a number", 2_000, lambda n: shared.value)
        measure("Namespace, write a number", 2_000, lambda n: setattr(shared, "value", n))
        measure("Namespace, read a short text", 2_000, lambda n: shared.text)
        measure("Namespace, write a short text", 2_000, lambda n: setattr(shared, "text", "odd"))
        measure("Value('d'), read", 100_000, lambda n: value.value)
        measure("Value('d'), write", 100_000, lambda n: setattr(value, "value", n))


if __name__ == "__main__":
    main()
