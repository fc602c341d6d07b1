"""Runs MiniStack, which answers no web page, until standard input closes."""

import sys

from lifeline import end_with_starter
from ministack import app as ministack
from page_guard import guarded_from_pages

end_with_starter()
ministack.app = guarded_from_pages(ministack.app)
sys.argv = ["ministack"]
sys.exit(ministack.main())
