"""Everything the portal keeps of one person, for them to take along."""

from typing import Any

from accounts.models import OutgoingMail, User
from route221.models import Business, Invitation, MeetingAnswer, MeetingPoint
from route221.queries.registration import businesses_of
from route221.signals import own_data_asked
from services.models import Report

LEFT_OUT = {"replaced_by", "dataset", "service_point", "form_key"}
VERSIONED = (
    "history_date",
    "name",
    "state",
    "summary_sv",
    "summary_en",
    "summary_de",
    "description_sv",
    "description_en",
    "description_de",
    "address",
    "phone",
    "email",
    "website",
    "booking_url",
    "opening_hours",
    "by_arrangement",
    "when_sign_is_out",
    "season",
)


def own_data(user: User) -> dict[str, Any]:
    """Gather account and roles, businesses, claims, invitations, reports, meetings and the rest.

    The apps above add what they keep, by answering `own_data_asked`.
    """
    claims = user.ownerships.filter(is_confirmed=False)
    found = {
        "account": {
            "email": user.email,
            "name": user.name,
            "language": user.language,
            "joined": user.date_joined,
            "last_signed_in": user.last_login,
        },
        "roles": list(user.roles.values("kind", "municipality__name")),
        "businesses": [_business(business) for business in businesses_of(user)],
        "claims": list(claims.values("business__name", "claim", "created_at", "refused_at")),
        "invitations_to_you": list(
            Invitation.objects.filter(email__iexact=user.email).values(
                "business__name", "created_at"
            )
        ),
        "invitations_by_you": list(
            Invitation.objects.filter(invited_by=user).values(
                "business__name", "email", "created_at"
            )
        ),
        "reports": list(
            Report.objects.filter(email__iexact=user.email).values(
                "kind", "text", "sent_at", "confirmed_at", "state", "answer", "answered_at"
            )
        ),
        "watched_areas": list(user.watches.values("locality__name", "radius_km")),
        "meetings": list(
            MeetingAnswer.objects.filter(user=user).values("meeting__title", "comes", "answered_at")
        ),
        "points_for_meetings": list(
            MeetingPoint.objects.filter(by=user).values("meeting__title", "text", "created_at")
        ),
        "mail_not_yet_sent": list(
            OutgoingMail.objects.filter(recipient__iexact=user.email).values(
                "subject", "created_at"
            )
        ),
    }
    for _receiver, more in own_data_asked.send(User, user=user):
        found |= more
    return found


def _business(business: Business) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in Business._meta.concrete_fields:
        if field.name not in LEFT_OUT:
            value = field.value_from_object(business)
            values[field.name] = value.ewkt if hasattr(value, "ewkt") else value
    values["page"] = business.get_absolute_url()
    values["people"] = list(
        business.ownerships.filter(is_confirmed=True).values_list("user__email", flat=True)
    )
    values["photos"] = [
        {
            "file": photo.url(photo.widths[-1]),
            "alt_sv": photo.alt_sv,
            "alt_en": photo.alt_en,
            "alt_de": photo.alt_de,
            "is_approved": photo.is_approved,
            "refused_at": photo.refused_at,
            "created_at": photo.created_at,
        }
        for photo in business.photos.all()
    ]
    values["revisions"] = list(
        business.revisions.values("changes", "is_waiting", "is_approved", "reason", "created_at")
    )
    values["decisions"] = list(business.decisions.values("verb", "reason", "created_at"))
    values["visits"] = list(business.tallies.order_by("day").values("day", "kind", "count"))
    values["versions"] = list(Business.history.filter(id=business.pk).values(*VERSIONED))
    return values
