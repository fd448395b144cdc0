"""A page of a scenario as one HTML file that needs neither the app nor a network."""

from risk.report.document import file_name, report
from risk.report.snippet import snippet

__all__ = ["file_name", "report", "snippet"]
