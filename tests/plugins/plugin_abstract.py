"""A plug-in that has no formula."""

import risk


class Function(risk.DangerFunction):
    """A plug-in that has no formula."""

    name = "abstract"
