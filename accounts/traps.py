"""The clock in a form that anyone may send: robots are faster than people read."""

import time
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

TOO_FAST = _(
    "The form was sent faster than anyone can read it. Wait a few seconds and send it again."
)
TOO_OLD = _("The form had been open for too long. Wait a few seconds and send it again.")


def stamp(salt: str) -> str:
    """Write down, so that nobody can change it, when a form was opened."""
    return signing.dumps(int(time.time()), salt=salt)


def check_clock(form: Any, *, salt: str, quickest_s: float, slowest_s: float | None) -> None:
    """Refuse a form sent too fast or opened too long ago, as a whole: the field is not seen.

    One that had been open too long is opened anew, so that what was written can be sent again.
    """
    opened = form.cleaned_data.get("opened", "")
    try:
        since = int(signing.loads(opened, salt=salt, max_age=slowest_s))
    except (signing.BadSignature, TypeError, ValueError):
        data = form.data.copy()
        data["opened"] = stamp(salt)
        form.data = data
        raise forms.ValidationError(TOO_OLD, code="too_old") from None
    if time.time() - since < quickest_s:
        raise forms.ValidationError(TOO_FAST, code="too_fast")
