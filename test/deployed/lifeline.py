"""Runs MiniStack until standard input closes, however its starter ended; then ends its whole process group."""

import os
import signal
import sys
import threading

from ministack.app import main


def end_with_parent() -> None:
    sys.stdin.read()
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=end_with_parent, daemon=True).start()
sys.argv = ["ministack"]
sys.exit(main())
