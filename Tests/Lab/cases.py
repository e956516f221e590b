"""Named cases with one closing line, for the programs that drive a running cloud."""

import sys
import time
import traceback


class Cases:
    def __init__(self, suite):
        self.suite = suite
        self.passed = 0
        self.failed = 0

    def run(self, name, body, *arguments):
        """Runs one case: it fails by raising, and what it returns is printed."""
        start = time.monotonic()
        try:
            note = body(*arguments)
            self.passed += 1
            mark = "✓"
        except Exception as error:  # a case may fail in any way; the next one still runs
            self.failed += 1
            mark = "✗"
            note = f"{type(error).__name__}: {error}"
            if not isinstance(error, AssertionError):
                traceback.print_exc(file=sys.stdout)
        took = time.monotonic() - start
        print(f"  {mark} {name} ({took:.1f} s){f': {note}' if note else ''}", flush=True)

    def close(self):
        print(f"{self.suite}: {self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed else 0


def equal(got, wanted, what=""):
    assert got == wanted, f"{what + ': ' if what else ''}wanted {wanted!r}, got {got!r}"
