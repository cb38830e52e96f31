"""What plans keep of one person, for them to take along."""

from typing import Any

from plans.models import Comment, ConsultationAnswer, Follower


def kept_of(user: Any) -> dict[str, Any]:
    """Gather membership, scenarios, comments, answers, and what is followed."""
    by_mail = {"email__iexact": user.email}
    return {
        "village_groups": list(user.village_groups.values_list("name", flat=True)),
        "scenarios": list(user.scenarios.values("name", "note", "changes", "created_at")),
        "comments_on_plans": list(
            Comment.objects.filter(**by_mail).values("text", "shown_name", "sent_at", "answer")
        ),
        "answers_to_consultations": list(
            ConsultationAnswer.objects.filter(**by_mail).values(
                "consultation__title", "text", "shown_name", "sent_at", "reply"
            )
        ),
        "followed": list(Follower.objects.filter(**by_mail).values("group__name", "asked_at")),
    }
