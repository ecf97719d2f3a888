"""The last to leave: when the supervisor is gone, however it went, it ends what is left.

A program of its own, so that `kill -9` of the supervisor cannot take it along. It reads
the process groups that are running, one a line, `-` before those that ended; the end of
the pipe is the supervisor's end. It also holds the run's lock, so that the next run
waits until this one is over.
"""

import os
import signal
import sys
import time

GRACE = 3.0


def main() -> None:
    running: list[int] = []
    for line in sys.stdin:
        group = int(line)
        if group > 0:
            running.append(group)
        else:
            running.remove(-group)
    for group in reversed(running):
        send(group, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline and any(send(group, 0) for group in running):
        time.sleep(0.05)
    for group in running:
        send(group, signal.SIGKILL)


def send(group: int, signum: int) -> bool:
    """Whether there was still anyone to send it to."""
    try:
        os.killpg(group, signum)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main()
