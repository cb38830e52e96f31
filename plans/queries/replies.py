"""Replies that the municipality owes the villages: which, by whom, and by when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from plans.models import PlanVersion, Statement


@dataclass(frozen=True)
class OwedReply:
    """One reply that has not come; who owes it is empty where nobody has said."""

    what: str
    url: str
    by: str
    due_on: date

    @property
    def is_overdue(self) -> bool:
        return self.due_on < timezone.localdate()


def owed_replies(current: PlanVersion | None, statements: Iterable[Statement]) -> list[OwedReply]:
    """Return what a group waits for, the oldest first: the reply on its plan, and the answers."""
    owed = [
        OwedReply(one.title, one.get_absolute_url(), one.owner, one.reply_by)
        for one in statements
        if one.answered_on is None and one.reply_by
    ]
    if current and current.waits_for_reply and current.reply_due_on:
        url = current.get_absolute_url()
        owed.append(OwedReply("", url, _holder(current), current.reply_due_on))
    return sorted(owed, key=lambda one: (one.due_on, one.url))


def _holder(version: PlanVersion) -> str:
    """Name the body that received the plan last and has not replied."""
    handlings = version.handlings.all()  # type: ignore[attr-defined]
    bodies = [one.body for one in handlings if not one.is_corrected]
    return bodies[-1] if bodies else ""
