"""What reviewers decided, newest first."""

from django.db.models import QuerySet

from route221.models import Decision
from route221.queries.waiting import covered

# What a reviewer does; all else in a business's story its people, the clock or the register did.
BY_REVIEWERS = (
    "approve",
    "ask_changes",
    "reject",
    "undo",
    "revise",
    "refuse_revision",
    "undo_revision",
    "undo_refusal",
    "claim",
    "refuse_claim",
    "undo_claim",
    "refuse_photo",
    "restore_photo",
    "merge",
    "unmerge",
    "ask",
)


def decided_lately(scope: frozenset[int] | None) -> QuerySet[Decision]:
    """List reviewers' decisions where a role covers the place, the newest first."""
    rows = Decision.objects.filter(verb__in=BY_REVIEWERS).select_related("business", "actor")
    found: QuerySet[Decision] = covered(rows, ["business__locality__municipality"], scope)
    return found.order_by("-pk")
