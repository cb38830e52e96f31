"""Who is told what: a business's story, mail to its people, mail to reviewers who watch."""

from django.conf import settings
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import is_reviewer
from route221.models import Business, Decision, Watch
from services.models import Report


def log_decision(
    business: Business, actor: User | None, verb: str, reason: str = "", from_state: str = ""
) -> Decision:
    """Write one line of a business's story."""
    return Decision.objects.create(
        business=business,
        actor=actor,
        verb=verb,
        from_state=from_state,
        to_state=business.state,
        reason=reason,
    )


def tell_owners(business: Business, verb: str, reason: str) -> None:
    """Write to everyone of the business, each in their own language."""
    for owner in User.objects.filter(
        ownerships__business=business, ownerships__is_confirmed=True, is_active=True
    ):
        with translation.override(owner.language):
            words = _outcome(verb)
            if not words:
                continue
            path = reverse("business", args=[business.pk])
            body = "\n\n".join(part for part in (words, reason, settings.SITE_URL + path) if part)
            send_mail(business.name, body, None, [owner.email])


def _outcome(verb: str) -> str:
    return {
        "approve": _("Your business is now on the map."),
        "ask_changes": _("The reviewer asks for a change before the business can be shown:"),
        "reject": _("The business could not be shown. The reason:"),
        "revision_approved": _("Your changes are now on the page."),
        "revision_refused": _("Your changes were not taken onto the page. The reason:"),
        "photo_refused": _("A reviewer took away this picture. The reason:"),
        "hide": _("Your business is no longer shown: nobody has said that it is still correct."),
    }.get(verb, "")


def tell_watchers(business: Business, why: str) -> None:
    """Write to reviewers who watch the place that something new waits there."""
    for watch in _watches_of(business.locality_id, business.point):
        if not (watch.user.is_active and is_reviewer.test(watch.user, business)):
            continue
        with translation.override(watch.user.language):
            words = {
                "new": _("A business has been sent for review:"),
                "revised": _("A business has been changed by its owner and waits:"),
                "claimed": _("Somebody says that a business is theirs:"),
            }[why]
            body = f"{words} {business.name}\n\n{settings.SITE_URL}{reverse('review')}"
            send_mail(
                _("New in %(place)s") % {"place": watch.locality.name},
                body,
                None,
                [watch.user.email],
            )


def tell_of_report(report: Report) -> None:
    """Tell those who watch its village or place that somebody reported something there."""
    place = report.service_point
    locality_id = report.locality_id or (place.locality_id if place else None)
    point = place.point if place else report.locality.point if report.locality else None
    for watch in _watches_of(locality_id, point):
        where = place or report.locality
        if not (watch.user.is_active and is_reviewer.test(watch.user, where)):
            continue
        with translation.override(watch.user.language):
            body = _("Somebody has reported something there:")
            address = f"{settings.SITE_URL}{reverse('review-report', args=[report.pk])}"
            send_mail(
                _("New in %(place)s") % {"place": watch.locality.name},
                f"{body} {report.get_kind_display()}\n\n{address}",
                None,
                [watch.user.email],
            )


def _watches_of(locality_id: int | None, point: Point | None) -> list[Watch]:
    """Find who watches where it lies: its village, or a circle that holds it."""
    watches = Watch.objects.select_related("user", "locality")
    found = {watch.user_id: watch for watch in watches.filter(locality=locality_id)}
    if point is not None:
        around = watches.filter(radius_km__gt=0, locality__point__isnull=False)
        for watch in around.annotate(away=Distance("locality__point", point)):
            if watch.away.m <= watch.radius_km * 1000:
                found.setdefault(watch.user_id, watch)
    return list(found.values())
