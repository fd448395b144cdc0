"""Version of the model: changes whenever a result for the same input changes (see CHANGELOG.md)."""

MODEL_VERSION = "1.0"
