"""Decide many simple cases at once: each by itself, so that one that changed stops no other."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import User
from accounts.permissions import is_reviewer
from route221.actions.review import decide
from route221.actions.revisions import decide_revision
from route221.actions.yearly import ask_now
from route221.errors import RegistrationError
from route221.models import Business, LookAlike, Revision

MOST = 100


@dataclass
class Outcome:
    done: int = 0
    left: list[str] = field(default_factory=list)


def approve_chosen(*, chosen: Iterable[tuple[str, int, int]], actor: User) -> Outcome:
    """Approve new and revised ones as they were read; those that changed are left, by name."""
    outcome = Outcome()
    for why, pk, version in list(chosen)[:MOST]:
        if why == "new":
            thing = Business.objects.select_related("locality").filter(pk=pk).first()
            business = thing
        elif why == "revised":
            thing = Revision.objects.select_related("business__locality").filter(pk=pk).first()
            business = thing.business if thing else None
        else:
            continue
        if thing is None or business is None or not is_reviewer.test(actor, business):
            continue
        try:
            if isinstance(thing, Business):
                decide(business=thing, verb="approve", version=version, reason="", actor=actor)
            else:
                decide_revision(
                    revision=thing, version=version, approve=True, reason="", actor=actor
                )
        except RegistrationError:
            outcome.left.append(business.name)
        else:
            outcome.done += 1
    return outcome


def ask_chosen(*, keys: Iterable[int], actor: User) -> int:
    """Ask the people of stale businesses whether all is still correct; return of how many."""
    asked = 0
    for business in Business.objects.select_related("locality").filter(pk__in=list(keys)[:MOST]):
        if is_reviewer.test(actor, business):
            asked += bool(ask_now(business=business, actor=actor))
    return asked


@transaction.atomic
def dismiss_look_alikes(*, keys: Iterable[int], actor: User) -> int:
    """Say of pairs that they are not the same; they are not asked about again."""
    pairs = LookAlike.objects.select_related("business__locality").filter(pk__in=list(keys)[:MOST])
    mine = [pair.pk for pair in pairs if is_reviewer.test(actor, pair.business)]
    return LookAlike.objects.filter(pk__in=mine).update(is_dismissed=True)
