"""Take a person out of the register: what is theirs goes, what is public history stays."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.models import OutgoingMail, User
from route221.actions.notices import log_decision
from route221.actions.photo_files import drop_photo
from route221.actions.stops import place_on_roads
from route221.models import Business, Invitation, MeetingAnswer
from route221.signals import account_leaves
from route221.states import target_of
from services.actions.reports import forget_sender

# What may tell of a person; erased on the page and in every older version of it.
PERSONAL = ("phone", "email", "address", "reason")
GONE = "@deleted.invalid"


@transaction.atomic
def delete_account(*, user: User) -> None:
    """Erase the person; businesses nobody else belongs to leave the map, drafts go altogether."""
    user = User.objects.select_for_update().get(pk=user.pk)
    account_leaves.send(User, user=user)
    mine = Business.objects.filter(ownerships__user=user, ownerships__is_confirmed=True)
    for business in mine.select_for_update(of=("self",)):
        others = business.ownerships.filter(is_confirmed=True).exclude(user=user)
        if not others.exists():
            _erase(business)
    user.ownerships.all().delete()
    user.roles.all().delete()
    user.watches.all().delete()
    MeetingAnswer.objects.filter(user=user).delete()
    Invitation.objects.filter(email__iexact=user.email).delete()
    OutgoingMail.objects.filter(recipient__iexact=user.email).delete()
    forget_sender(email=user.email)
    Business.history.filter(history_user=user).update(history_user=None)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    # The tombstone: decisions and minutes may still point at someone, who is nobody now.
    user.email, user.name, user.is_active = f"{user.pk}{GONE}", "", False
    user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()


def _erase(business: Business) -> None:
    versions = Business.history.filter(id=business.pk)
    if business.state == Business.State.DRAFT:
        for photo in business.photos.all():
            drop_photo(photo)
        pk = business.pk
        business.delete()
        # After it: the deletion writes a version of its own.
        Business.history.filter(id=pk).delete()
        return
    business.revisions.all().delete()
    for photo in business.photos.all():
        drop_photo(photo)
    before = business.state
    if before != Business.State.CLOSED:
        business.state = target_of("erase", before)
    for name in PERSONAL:
        setattr(business, name, "")
    business.save()
    versions.update(**dict.fromkeys(PERSONAL, ""))
    business.ownerships.all().delete()
    log_decision(business, None, "erase", from_state=before)
    place_on_roads(business=business)
