"""What a person does with their own: take the data along, leave, say that all is correct."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from route221.actions.farewell import delete_account
from route221.actions.registration import confirm_still_correct
from route221.actions.yearly import business_of_key
from route221.queries.own_data import own_data


@never_cache
def download(request: HttpRequest) -> JsonResponse:
    """Give everything kept of the person as one file."""
    response = JsonResponse(own_data(request.user), json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="konto.json"'
    return response


@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays, and delete the account when asked by a form."""
    if request.method == "POST":
        user = request.user
        logout(request)
        delete_account(user=user)
        messages.success(request, _("Your account and what was yours has been deleted."))
        return redirect("sign-in")
    return render(request, "accounts/leave.html")


@never_cache
def still_correct(request: HttpRequest) -> HttpResponse:
    """Show the question to anyone with the link; only the button answers it."""
    business = business_of_key(request.GET.get("key", ""))
    if business is None:
        return render(request, "route221/link_too_old.html", status=410)
    if request.method == "POST":
        confirm_still_correct(business=business)
        return render(
            request, "route221/still_correct.html", {"is_done": True, "business": business}
        )
    return render(request, "route221/still_correct.html", {"business": business})
