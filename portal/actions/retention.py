"""Erase what has been kept long enough; what is public, and what a tombstone holds, stays."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Allowance, OutgoingMail, User
from portal.actions.imports import forget_old_files
from route221.actions.people import forget_old_invitations
from route221.actions.photos import forget_refused, remove_orphans
from route221.models import Business, Decision, Ownership, Revision, Tally
from services.actions.reports import NOBODY
from services.models import Report

KEPT_ALLOWANCES = timedelta(days=2)
UNCONFIRMED_REPORTS = timedelta(days=7)


@transaction.atomic
def erase_what_is_old(*, now: datetime, dry_run: bool = False) -> dict[str, int]:
    """Erase what the settings say is old; return how many of each."""
    letters = now - timedelta(days=settings.KEEP_CORRESPONDENCE_DAYS)
    refused = now - timedelta(days=settings.KEEP_REFUSED_DAYS)
    drafts = Business.objects.filter(
        state="draft", updated_at__lt=now - timedelta(days=settings.KEEP_DRAFTS_DAYS)
    )
    rows: dict[str, QuerySet[Any]] = {
        "accounts never used": _unused_accounts(now),
        "drafts": drafts,
        "counts of visits": Tally.objects.filter(
            day__lt=now.date() - timedelta(days=settings.KEEP_TALLIES_DAYS)
        ),
        "unconfirmed reports": Report.objects.filter(
            confirmed_at=None, sent_at__lt=now - UNCONFIRMED_REPORTS
        ),
        "refused claims": Ownership.objects.filter(refused_at__lt=refused),
        "limits": Allowance.objects.filter(since__lt=now - KEPT_ALLOWANCES),
        "mail too old": OutgoingMail.objects.filter(expires_at__lte=now),
        "sessions": Session.objects.filter(expire_date__lt=now),
    }
    erased = {what: found.count() for what, found in rows.items()}
    words = _old_words(letters)
    erased |= {what: found.count() for what, (found, _) in words.items()}
    if dry_run:
        return erased
    draft_keys = list(drafts.values_list("pk", flat=True))
    for what, found in rows.items():
        if what != "drafts":
            found.delete()
    for draft in drafts:
        draft.delete()
    Business.history.filter(id__in=draft_keys).delete()
    for found, blank in words.values():
        found.update(**blank)
    erased["refused pictures"] = forget_refused(before=refused)
    erased["invitations"] = forget_old_invitations()
    erased["picture files nobody knows"] = remove_orphans()
    erased["uploaded files of imports"] = forget_old_files()
    return erased


def _unused_accounts(now: datetime) -> QuerySet[User]:
    """Accounts made by asking for a code that was never used, and to which nothing belongs."""
    before = now - timedelta(days=settings.KEEP_UNUSED_ACCOUNTS_DAYS)
    return User.objects.filter(
        last_login=None,
        date_joined__lt=before,
        is_staff=False,
        roles=None,
        ownerships=None,
        village_groups=None,
        emailaddress__isnull=False,
    )


def _old_words(before: datetime) -> dict[str, tuple[QuerySet[Any], dict[str, Any]]]:
    """What was written to and fro: its words go, that it happened stays."""
    return {
        "reasons of decisions": (
            Decision.objects.filter(created_at__lt=before).exclude(reason=""),
            {"reason": ""},
        ),
        "reasons of revisions": (
            Revision.objects.filter(created_at__lt=before, is_waiting=False).exclude(reason=""),
            {"reason": ""},
        ),
        "words of claims": (
            Ownership.objects.filter(created_at__lt=before, is_confirmed=True).exclude(claim=""),
            {"claim": ""},
        ),
        "senders of reports": (
            Report.objects.filter(answered_at__lt=before).exclude(email=NOBODY),
            {"email": NOBODY},
        ),
    }
