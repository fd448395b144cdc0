"""A plug-in whose entry point is no danger function."""


def Function():
    """Look like a class."""
