"""Retention: what the settings call old goes, what is public or waits stays."""

import os
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from geo.models import Import
from portal.actions.imports import store_file
from portal.actions.retention import NOBODY, erase_what_is_old
from route221.models import Business, Decision
from services.models import Report

pytestmark = pytest.mark.django_db


def old_user(email, **more):
    user = User.objects.create_user(email)
    EmailAddress.objects.create(user=user, email=email)
    past = timezone.now() - timedelta(days=60)
    User.objects.filter(pk=user.pk).update(date_joined=past, **more)
    return user


def test_only_accounts_nobody_ever_used_go():
    old_user("unused@example.se")
    old_user("used@example.se", last_login=timezone.now())
    old_user("reviewer@example.se").roles.create(kind="reviewer")
    old_user("owner@example.se").ownerships.create(
        business=Business.objects.create(name="K", kind="eat", precision="none")
    )
    fresh = User.objects.create_user("fresh@example.se")
    EmailAddress.objects.create(user=fresh, email=fresh.email)
    assert erase_what_is_old(now=timezone.now(), dry_run=True)["accounts never used"] == 1
    assert User.objects.count() == 5
    call_command("retention")
    assert not User.objects.filter(email="unused@example.se").exists()
    assert User.objects.count() == 4


def test_old_drafts_go_with_their_history_and_published_ones_stay(settings):
    settings.KEEP_DRAFTS_DAYS = 10
    old = timezone.now() - timedelta(days=11)
    for state in ("draft", "published"):
        Business.objects.create(name=state, kind="eat", precision="none", state=state)
    fresh = Business.objects.create(name="fresh", kind="eat", precision="none")
    Business.objects.exclude(pk=fresh.pk).update(updated_at=old)
    erase_what_is_old(now=timezone.now())
    assert set(Business.objects.values_list("name", flat=True)) == {"published", "fresh"}
    assert not Business.history.filter(name="draft").exists()


def test_words_of_letters_go_and_what_happened_stays(settings):
    settings.KEEP_CORRESPONDENCE_DAYS = 100
    old = timezone.now() - timedelta(days=101)
    business = Business.objects.create(name="K", kind="eat", precision="none", state="published")
    for _ in range(2):
        Decision.objects.create(business=business, verb="reject", reason="Privat")
    Decision.objects.filter(pk=Decision.objects.first().pk).update(created_at=old)
    answered = {"state": "corrected", "confirmed_at": old, "answered_at": old}
    report = Report.objects.create(text="Fel", email="a@example.se", language="sv", **answered)
    erase_what_is_old(now=timezone.now())
    assert sorted(Decision.objects.values_list("reason", flat=True)) == ["", "Privat"]
    report.refresh_from_db()
    assert (report.email, report.text) == (NOBODY, "Fel")


def test_daily_round_can_be_run_again_and_again():
    call_command("daily")
    call_command("daily")


def test_files_of_imports_nobody_decided_on_go_and_fresh_ones_stay(settings, tmp_path):
    settings.IMPORT_DIR = tmp_path / "imports"
    past = timezone.now() - timedelta(days=settings.KEEP_IMPORT_FILES_DAYS + 1)
    rows = {}
    for name in ("old", "fresh"):
        stored = store_file(chunks=[b"namn\n"], ending=".csv")
        rows[name] = Import.objects.create(
            table="services", source=name, file_name=name, stored_name=stored, state="ready"
        )
    Import.objects.filter(pk=rows["old"].pk).update(touched_at=past)
    orphan = settings.IMPORT_DIR / "orphan.csv"
    orphan.write_bytes(b"x")
    os.utime(orphan, (past.timestamp(), past.timestamp()))
    assert erase_what_is_old(now=timezone.now())["uploaded files of imports"] == 2
    assert [one.name for one in settings.IMPORT_DIR.iterdir()] == [rows["fresh"].stored_name]
    states = dict(Import.objects.values_list("source", "state"))
    assert states == {"old": "dropped", "fresh": "ready"}


def test_refused_claims_go_after_their_days_and_waiting_ones_stay(settings):
    settings.KEEP_REFUSED_DAYS = 10
    business = Business.objects.create(name="K", kind="eat", precision="none", state="published")
    for number, days in enumerate((11, 9, None)):
        refused = None if days is None else timezone.now() - timedelta(days=days)
        user = User.objects.create_user(f"u{number}@example.se")
        business.ownerships.create(user=user, claim="Min", refused_at=refused)
    assert erase_what_is_old(now=timezone.now())["refused claims"] == 1
    assert business.ownerships.count() == 2
