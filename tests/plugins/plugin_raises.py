"""A plug-in that raises on import."""

raise RuntimeError("no licence found")
