"""What the app and the chart app have in common."""

KEY = "function.critical_intelligence"
