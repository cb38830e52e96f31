"""Comments and followers: sent by anyone, confirmed by mail, answered by the group."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.clients import client_address
from accounts.limits import is_within_limit
from accounts.views.done import say_done
from plans.actions.telling import follower_of_key
from plans.actions.voices import (
    answer_comment,
    ask_to_follow,
    comment_of_key,
    confirm_comment,
    confirm_follower,
    hide_comment,
    send_comment,
    stop_following,
)
from plans.forms.voices import AnswerForm, CommentForm, FollowForm
from plans.models import Comment, VillageGroup
from plans.views.own import row_in, written_group, written_version
from plans.views.writing import PAGE

PER_ADDRESS_AND_HOUR, PER_MAIL_AND_DAY = 20, 10


def within_limits(request: HttpRequest, action: str, email: str) -> bool:
    """Count one more try of this address and mail."""
    return is_within_limit(
        action=action, who=client_address(request), limit=PER_ADDRESS_AND_HOUR, window_s=3600
    ) and is_within_limit(
        action=f"{action}-mail", who=email.lower(), limit=PER_MAIL_AND_DAY, window_s=86_400
    )


@never_cache
@PAGE
def comment(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a comment from anyone."""
    group = get_object_or_404(VillageGroup, slug=slug)
    version = written_version(group)
    about = row_in(version.goals.all(), request.GET, "mal")
    form = CommentForm(request.POST or None, version=version, initial={"goal": about})
    status = 200
    if request.method == "POST" and form.is_valid():
        if within_limits(request, "comment", form.cleaned_data["email"]):
            chosen = {name: form.cleaned_data[name] for name in CommentForm.Meta.fields}
            send_comment(version=version, language=get_language() or "sv", **chosen)
            return render(request, "plans/look_in_mail.html", {"group": group})
        form.add_error(None, _("That is a lot in a short time. Try again in a while."))
        status = 429
    return render(request, "plans/comment.html", {"group": group, "form": form}, status=status)


@never_cache
@PAGE
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an address that wants to follow a plan, or one goal of it."""
    group = get_object_or_404(VillageGroup, slug=slug)
    version = written_version(group)
    goal: Any = row_in(version.goals.all(), request.GET, "mal")
    form = FollowForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if within_limits(request, "follow", form.cleaned_data["email"]):
            ask_to_follow(
                group=group,
                email=form.cleaned_data["email"],
                language=get_language() or "sv",
                goal_identity=goal.identity if goal else None,
            )
            return render(request, "plans/look_in_mail.html", {"group": group})
        form.add_error(None, _("That is a lot in a short time. Try again in a while."))
        status = 429
    page = {"group": group, "form": form, "goal": goal}
    return render(request, "plans/follow.html", page, status=status)


@never_cache
@PAGE
def confirm_a_comment(request: HttpRequest) -> HttpResponse:
    """Publish a comment by a press of its sender."""
    found = comment_of_key(request.GET.get("key", "")[:200])
    if found is None:
        raise Http404
    group = found.version.plan.group
    if request.method == "POST":
        confirm_comment(comment=found)
        messages.success(request, _("Thank you. Your comment is there."))
        return redirect(f"{group.get_absolute_url()}#comment-{found.pk}")
    return render(request, "plans/confirm.html", {"group": group, "comment": found})


@never_cache
@PAGE
def confirm_a_follower(request: HttpRequest) -> HttpResponse:
    """Let somebody follow, by a press."""
    found = follower_of_key(request.GET.get("key", "")[:200])
    if found is None:
        raise Http404
    if request.method == "POST":
        confirm_follower(follower=found)
        messages.success(request, _("You now follow this plan."))
        return redirect(found.group)
    return render(request, "plans/confirm.html", {"group": found.group, "follower": found})


@never_cache
@PAGE
def stop(request: HttpRequest) -> HttpResponse:
    """Forget a follower, by a press."""
    found = follower_of_key(request.GET.get("key", "")[:200])
    if found is None:
        return render(request, "plans/stopped.html")
    if request.method == "POST":
        stop_following(follower=found)
        return render(request, "plans/stopped.html", {"group": found.group})
    page = {"group": found.group, "follower": found, "is_stopping": True}
    return render(request, "plans/confirm.html", page)


@never_cache
@PAGE
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the group what people said, and take its answers."""
    group = written_group(request, slug)
    received = Comment.objects.filter(version__plan__group=group, confirmed_at__isnull=False)
    if request.method == "POST":
        found: Any = row_in(received, request.POST, "comment")
        if found is None:
            raise Http404
        here = f"{reverse('plan-comments', args=[slug])}#comment-{found.pk}"
        if request.POST.get("hide") in ("1", "0"):
            is_hidden = request.POST["hide"] == "1"
            hide_comment(comment=found, is_hidden=is_hidden)
            say_done(
                request, _("The comment is hidden.") if is_hidden else _("The comment is shown.")
            )
            return redirect(here)
        form = AnswerForm(request.POST)
        if form.is_valid():
            answer_comment(comment=found, answer=form.cleaned_data["answer"])
            say_done(request, _("The answer is shown, and on its way to the sender."))
        else:
            messages.warning(request, _("Write an answer first."))
        return redirect(here)
    page = {
        "group": group,
        "comments": received.select_related("goal").order_by("answered_at", "pk"),
    }
    return render(request, "plans/comments.html", page)
