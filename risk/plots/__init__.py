"""Figures: each takes a scenario and returns a Plotly specification. No number is computed here."""
