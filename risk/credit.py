"""Whose data and whose ideas this rests on, as every page and every report says it."""

CREDIT = (
    "Data: [Epoch AI](https://epoch.ai/data/ai-models), AI Models, Capabilities Index and Benchmarking Hub,"
    " [CC-BY 4.0](https://creativecommons.org/licenses/by/4.0/), with changes (axes derived here);"
    " [METR](https://metr.org/time-horizons/), task horizons; laws and papers as named in the tables."
    " Autonomy levels: [Feng et al. 2025](https://arxiv.org/abs/2506.12469). Prior art: Aguirre, *Keep the Future"
    " Human*; Morris et al., *Levels of AGI*; Heim & Koessler and Hooker on compute thresholds; Kumar & Manning on"
    " counts."
)
"""In Markdown."""
