"""What a form opened from a mail needs of a browser, unasked by the test client."""

from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@pytest.mark.parametrize("name", ["plans/confirm.html", "plans/progress.html"])
def test_a_form_from_a_mail_may_say_where_it_was_sent_from(name):
    # With no-referrer a browser sends "Origin: null", and the press is refused as forged.
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    assert 'method="post"' in text
    assert '<meta name="referrer" content="same-origin">' in text
