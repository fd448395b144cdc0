"""A plug-in that waits for something that never comes while it is imported; it gives up long after the test."""

import time

time.sleep(20)
