"""Take a person out of what villages plan: membership and address go, the words stay."""

from typing import Any

from django.db import transaction

from plans.models import Comment, ConsultationAnswer, Follower

NOBODY = "erased@deleted.invalid"


@transaction.atomic
def forget_person(*, user: Any) -> None:
    """Erase membership, scenarios, what is followed, and name and address under what was written.

    What a group answered is the group's; what anyone wrote stays as an official document.
    """
    user.village_groups.clear()
    user.scenarios.all().delete()
    Follower.objects.filter(email__iexact=user.email).delete()
    for model in (Comment, ConsultationAnswer):
        written = model.objects.filter(email__iexact=user.email)
        written.update(email=NOBODY, shown_name="")
