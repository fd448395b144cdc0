"""A plug-in that ends the program on import."""

import sys

sys.exit("goodbye")
