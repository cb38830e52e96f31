"""Change a business: at once where it is still a draft or a live field, else as a revision."""

from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from geo.models import Precision
from route221.actions.stops import place_on_roads
from route221.models import Business, Revision

# What a confirmed owner changes on the public page at once; the history keeps every version.
LIVE = frozenset(
    {"opening_hours", "by_arrangement", "when_sign_is_out", "season", "phone", "takes_part"}
)
POINTS = frozenset({"point", "entrance"})


@transaction.atomic
def save_changes(*, business: Business, changes: dict[str, Any], author: User) -> Business:
    """Keep what was written; on a page that stands, only live fields change at once."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=business.pk)
    stands = business.state in (Business.State.PUBLISHED, Business.State.PAUSED)
    waiting = {name: value for name, value in changes.items() if stands and name not in LIVE}
    direct = {name: value for name, value in changes.items() if name not in waiting}
    apply_changes(business, direct)
    if direct:
        business.version += 1
        if stands:
            business.confirmed_on = timezone.localdate()
        business.save()
    if waiting:
        _wait(business, waiting, author)
    return business


def _wait(business: Business, changes: dict[str, Any], author: User) -> None:
    revision = business.revisions.select_for_update().filter(is_waiting=True).first()
    if revision is None:
        revision = Revision(business=business, changes={}, author=author)
    stored = {name: to_json(value) for name, value in changes.items()}
    revision.changes = revision.changes | stored
    revision.version += 1
    revision.author = author
    revision.save()


def apply_changes(business: Business, changes: dict[str, Any]) -> None:
    """Set fields from clean values or from a revision's stored ones."""
    for name, value in changes.items():
        setattr(business, name, from_json(name, value))
    if "point" in changes:
        business.precision = Precision.EXACT if business.point else Precision.NONE


def to_json(value: Any) -> Any:
    """Return a value as a revision stores it; points as well-known text."""
    return value.ewkt if isinstance(value, GEOSGeometry) else value


def from_json(name: str, value: Any) -> Any:
    """Return a stored value as the field wants it."""
    return GEOSGeometry(value) if name in POINTS and isinstance(value, str) else value


@transaction.atomic
def decide_revision(
    *, revision: Revision, version: int, approve: bool, reason: str, actor: User
) -> None:
    """Take a revision onto the page, or put it aside with a reason."""
    from route221.actions.review import log_decision, tell_owners
    from route221.errors import EditedMeanwhile, NoSuchStep

    business = Business.objects.select_for_update(of=("self",)).get(pk=revision.business_id)
    revision = Revision.objects.select_for_update().get(pk=revision.pk)
    if not revision.is_waiting:
        raise NoSuchStep("revise", "decided")
    if revision.version != version:
        raise EditedMeanwhile
    revision.is_waiting, revision.is_approved, revision.reason = False, approve, reason
    revision.save()
    if approve:
        apply_changes(business, revision.changes)
        business.version += 1
        business.save()
        place_on_roads(business=business)
    log_decision(business, actor, "revise" if approve else "refuse_revision", reason)
    tell_owners(business, "revision_approved" if approve else "revision_refused", reason)
