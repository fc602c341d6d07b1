"""Runs MiniStack until standard input closes."""

import sys

from lifeline import end_with_starter
from ministack.app import main

end_with_starter()
sys.argv = ["ministack"]
sys.exit(main())
