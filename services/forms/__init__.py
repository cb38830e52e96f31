"""What people write about services: reports from anyone, the register from its staff."""

from services.forms.reports import AnswerForm, ReportForm

__all__ = ["AnswerForm", "ReportForm"]
