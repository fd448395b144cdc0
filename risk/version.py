"""Version of the model: changes whenever a result for the same input changes (see CHANGELOG.md)."""

MODEL_VERSION = "1.0"

CHANGES: tuple[tuple[str, str], ...] = (
    ("1.0", "the first model. Links written by it carry every value, so that later defaults do not change them."),
)
"""Which results each model version changed and why, the newest first: CHANGELOG.md's *Results that change*."""
