"""Words for what happens to a business, in the reader's language."""

from django import template
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext_lazy as _

from route221.models import Business

register = template.Library()

VERBS = {
    "submit": _("sent for review"),
    "withdraw": _("taken back from review"),
    "approve": _("approved"),
    "ask_changes": _("changes asked for"),
    "reject": _("rejected"),
    "undo": _("decision undone"),
    "pause": _("paused"),
    "resume": _("shown again"),
    "close": _("closed"),
    "reopen": _("begun again"),
    "hide": _("hidden, because nobody confirmed it"),
    "erase": _("owner's account deleted"),
    "revise": _("changes approved"),
    "refuse_revision": _("changes not taken"),
    "undo_revision": _("approval of changes undone"),
    "undo_refusal": _("refusal of changes undone"),
    "refuse_photo": _("a picture was taken away by a reviewer"),
    "restore_photo": _("a picture was put back by a reviewer"),
    "undo_claim": _("decision about a claim undone"),
    "claim": _("somebody was let in"),
    "refuse_claim": _("a claim was refused"),
    "merge": _("merged into"),
    "unmerge": _("merge undone"),
    "live": _("changed at once by its owner"),
    "join": _("somebody joined"),
    "leave": _("somebody left"),
    "take_out": _("somebody was taken out"),
    "register": _("corrected by the register's staff"),
    "confirm": _("confirmed to be correct"),
    "ask": _("its people were asked whether all is correct"),
    "same_place": _("joined with a service place"),
    "not_same_place": _("no longer joined with a service place"),
}


@register.filter
def verb_name(verb: str) -> str:
    """Say in words what was done."""
    return str(VERBS.get(verb, verb))


@register.filter
def field_names(names: str) -> str:
    """Say which fields of a business are meant, from their names in the database."""
    return ", ".join(_label(name) for name in names.split(", "))


def _label(name: str) -> str:
    try:
        return str(Business._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name
