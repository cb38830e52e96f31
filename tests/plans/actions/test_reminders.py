"""A plan over a year old reminds its group, and a press on the mail's link notes progress."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail

from plans.actions.reminders import remind
from plans.models import Activity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.parametrize(
    ("days", "written"), [(364, 0), (365, 1), (366, 0), (395, 1), (396, 0), (0, 0)]
)
def test_group_is_reminded_on_the_day_and_then_each_month(adopted, member, days, written):
    assert remind(today=date(2026, 3, 1) + timedelta(days=days)) == written
    assert len(mail.outbox) == written


def test_one_press_from_the_mail_notes_progress(client, adopted, member):
    Activity.objects.create(version=adopted, title="Ring Trafikverket")
    Activity.objects.create(version=adopted, title="Redan klart", status="done")
    remind(today=date(2027, 3, 1))
    (message,) = mail.outbox
    assert "Redan klart" not in message.body
    link = re.search(r"http://localhost:\d+(/planer/lage/\S+)", message.body)[1]
    assert "Ring Trafikverket" in client.get(link).text
    client.post(link, {"status": "flies"})
    assert Activity.objects.get(title="Ring Trafikverket").status == "planned"
    client.post(link, {"status": "done"})
    assert Activity.objects.get(title="Ring Trafikverket").status == "done"
    assert client.get("/planer/lage/?key=falsk").status_code == 404
