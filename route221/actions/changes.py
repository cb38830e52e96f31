"""Change a business: at once where it is still a draft or a live field, else as a revision."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from route221.actions.notices import log_decision, tell_watchers
from route221.actions.stops import place_on_roads
from route221.actions.together import carry_over
from route221.models import Business, Revision
from route221.queries.overlay import PHOTO_WORDS, PHOTOS, apply_changes, to_json

# What a confirmed owner changes on the public page at once; the history keeps every version.
LIVE = frozenset(
    {"opening_hours", "by_arrangement", "when_sign_is_out", "season", "phone", "takes_part"}
)


@transaction.atomic
def save_changes(*, business: Business, changes: dict[str, Any], author: User) -> Business:
    """Keep what was written; on a page that stands, only live fields change at once."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=business.pk)
    stands = business.stands
    waiting = {name: value for name, value in changes.items() if stands and name not in LIVE}
    direct = {name: value for name, value in changes.items() if name not in waiting}
    apply_changes(business, direct)
    if direct:
        business.version += 1
        if stands:
            business.confirmed_on = timezone.localdate()
        business.save()
    if waiting:
        wait_for_review(business, waiting, author)
    if direct or not stands:
        place_on_roads(business=business)
    if direct and stands:
        log_decision(business, author, "live", ", ".join(sorted(direct)), business.state)
        carry_over(business=business)
    return business


def wait_for_review(
    business: Business,
    changes: dict[str, Any],
    author: User,
    photos: Sequence[int] = (),
    words: dict[str, dict[str, str]] | None = None,
) -> None:
    """Lay changes and new pictures by, as the one revision that waits."""
    revision = business.revisions.select_for_update().filter(is_waiting=True).first()
    is_new = revision is None
    revision = revision or Revision(business=business, changes={}, author=author)
    stored = {name: to_json(value) for name, value in changes.items()}
    if photos:
        stored[PHOTOS] = [*revision.changes.get(PHOTOS, []), *photos]
    if words:
        stored[PHOTO_WORDS] = revision.changes.get(PHOTO_WORDS, {}) | words
    revision.changes = revision.changes | stored
    if is_new:
        tell_watchers(business, "revised")
    revision.version += 1
    revision.author = author
    revision.save()
