"""The mail queue against a real SMTP server, and against none."""

import socket
import socketserver
import threading

import pytest
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from accounts.mail import deliver_due_mail
from accounts.models import OutgoingMail
from accounts.tasks import deliver_mail

pytestmark = pytest.mark.django_db


class Sink(socketserver.StreamRequestHandler):
    """As much of SMTP as takes a mail in."""

    def handle(self):
        self.say("220 sink")
        while line := self.rfile.readline():
            verb = line.strip().upper()[:4]
            if verb == b"DATA":
                self.say("354 go on")
                lines = []
                while (line := self.rfile.readline()) != b".\r\n":
                    lines.append(line)
                self.server.mails.append(b"".join(lines).decode())
                self.say("250 taken")
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 sink")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def smtp(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sink) as server:
        server.mails = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server
        server.shutdown()


@pytest.fixture(autouse=True)
def queue(settings):
    settings.EMAIL_BACKEND = "accounts.mail.OutboxBackend"
    settings.MAIL_IS_DELIVERED = True


def write(subject="Hej"):
    send_mail(subject, "Text med å", None, ["a@example.se"])


def test_mail_is_sent_once_and_its_row_goes(smtp):
    write()
    assert deliver_due_mail() == (1, 0)
    assert deliver_due_mail() == (0, 0)
    assert len(smtp.mails) == 1
    assert "Subject: Hej" in smtp.mails[0]


def test_mail_waits_while_the_server_is_down_and_goes_when_it_is_back(settings, smtp):
    up = settings.EMAIL_PORT
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = unused.getsockname()[1]
    write("one")
    write("two")
    assert deliver_due_mail() == (0, 2)
    assert set(OutgoingMail.objects.values_list("attempts", flat=True)) == {1}
    settings.EMAIL_PORT = up
    assert deliver_due_mail() == (0, 2), "it is not yet time"
    OutgoingMail.objects.update(next_try_at=timezone.now())
    assert deliver_due_mail() == (2, 0)
    assert len(smtp.mails) == 2


def test_task_comes_back_for_mail_that_waits(settings):
    from django_tasks_db.models import DBTaskResult

    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    write()
    deliver_mail.call()
    later = DBTaskResult.objects.get()
    assert later.run_after > timezone.now()


def test_mail_too_old_is_dropped_unsent(smtp):
    write()
    OutgoingMail.objects.update(expires_at=timezone.now())
    assert deliver_due_mail() == (0, 0)
    assert smtp.mails == []


def test_mail_of_a_transaction_undone_is_not_sent(smtp):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert deliver_due_mail() == (0, 0)
