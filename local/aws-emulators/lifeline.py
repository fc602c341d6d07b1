"""Ends this process and all that it has started when its standard input closes, however its starter ended."""

import os
import signal
import sys
import threading


def end_with_starter() -> None:
    threading.Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    sys.stdin.read()
    os.killpg(0, signal.SIGKILL)
