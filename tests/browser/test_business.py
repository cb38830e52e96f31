"""A café registers itself, is reviewed, published, changed, claimed, merged and let go.

Real Chromium at 360 px, real mail through a real SMTP server, the public pages and the API.
"""

import re
import socket
from email import message_from_bytes
from io import BytesIO

import pytest
from aiosmtpd.controller import Controller
from django.contrib.gis.geos import Point
from django.db import connection
from PIL import Image
from playwright.sync_api import expect

from accounts.mail import deliver_due_mail
from accounts.models import OutgoingMail, User
from route221.models import Business, ReasonText, Route
from tests.browser.outside import outside

OWNER, SECOND, REVIEWER = "kafe@example.se", "tvaan@example.se", "granskare@example.se"
NAME, READY = "Exempel: Kafé Provet", "Provets skäl"


class Sink:
    """Keep what the SMTP server took."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        message = message_from_bytes(envelope.content)
        text = message.get_payload(decode=True).decode().replace("\r\n", "\n")
        self.mails.append((envelope.rcpt_tos[0], text))
        return "250 taken"


@pytest.fixture
def post(settings, tmp_path):
    sink = Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "accounts.mail.OutboxBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.MEDIA_ROOT = tmp_path
    yield sink
    controller.stop()


@pytest.fixture
def register(portal, settings):
    """Take away what the journey leaves behind, whatever happened."""
    settings.SITE_URL = portal
    kept = set(Business.objects.values_list("pk", flat=True))
    outside(prepare)
    yield
    outside(lambda: clean_up(kept))


def prepare():
    User.objects.create_user(REVIEWER).roles.create(kind="reviewer")
    text = "Skriv gärna mer om vad besökaren hittar hos er."
    ReasonText.objects.create(verb="ask_changes", title_sv=READY, text_sv=text)


def clean_up(kept):
    made = Business.objects.exclude(pk__in=kept)
    gone = list(made.values_list("pk", flat=True))
    for business in made:
        business.delete()
    Business.history.filter(id__in=gone).delete()
    User.objects.filter(email__in=[OWNER, SECOND, REVIEWER]).delete()
    User.objects.filter(email__endswith="@deleted.invalid").delete()
    ReasonText.objects.filter(title_sv=READY).delete()
    OutgoingMail.objects.all().delete()


def last_mail(post, to):
    outside(deliver_due_mail)
    return next(text for address, text in reversed(post.mails) if address == to)


def sign_in(page, portal, post, email):
    page.goto(f"{portal}/logga-in/?next=/foretag/")
    page.get_by_label("E-post").fill(email)
    page.get_by_role("button", name="Skicka en kod").click()
    code = page.get_by_label(re.compile("Kod", re.IGNORECASE))
    expect(code).to_be_visible()
    code.fill(re.search(r"^([A-Z0-9-]{6,12})$", last_mail(post, email), re.M)[1])
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dina företag")


def heading(page, text):
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def go_on(page):
    page.get_by_role("button", name="Spara och fortsätt").click()


def begin(page, name, summary):
    page.get_by_role("link", name="Registrera ett företag").click()
    page.get_by_label("Namn").fill(name)
    page.get_by_label(re.compile("Vad är det")).select_option("eat")
    page.get_by_label(re.compile("Med en mening")).fill(summary)
    # The trap for robots: nobody writes this in two seconds.
    page.wait_for_timeout(2_100)
    go_on(page)
    heading(page, "Var det ligger")


def kilometre(business):
    """Ask the database where along the road it lies, apart from the portal's own measure."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_LineLocatePoint(r.alignment, b.point) * ST_Length(r.alignment)"
            " FROM route221_route r, route221_business b WHERE r.number = '221' AND b.id = %s",
            [business.pk],
        )
        return cursor.fetchone()[0] / 1000


def picture():
    buffer = BytesIO()
    Image.new("RGB", (1200, 800), "#8a4b2f").save(buffer, "JPEG")
    return {"name": "gard.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


@pytest.mark.usefixtures("register")
def test_cafe_gets_on_the_map_and_off_it_again(portal, post, new_page):
    page = new_page(width=360)
    page.goto(f"{portal}/vag221/")
    page.get_by_role("link", name=re.compile("Har du ett företag här")).first.click()
    sign_in(page, portal, post, OWNER)

    # The registration, step by step, on a phone.
    begin(page, NAME, "Fika och mackor vid vägen.")
    page.get_by_label("Sök by eller adress").fill("Byvägen 1, Vadsbro")
    page.get_by_role("button", name="Visa på kartan").click()
    # No register of addresses: the village is known, the house is not, and it says so.
    page.locator("[data-hits]").get_by_role("button", name=re.compile("^Vadsbro ·")).click()
    expect(page.locator("[data-found]")).to_contain_text("Dra nålen till huset")
    expect(page.get_by_label("Adress", exact=False).last).to_have_value("Byvägen 1, Vadsbro")
    expect(page.locator("[data-says]")).to_contain_text(re.compile(r"\d+,\d km från"))
    go_on(page)
    heading(page, "När det är öppet")
    for day in ("mo", "tu", "we"):
        page.locator(f"[name={day.capitalize()}_from]").fill("10:00")
        page.locator(f"[name={day.capitalize()}_to]").fill("16:00")
    go_on(page)
    heading(page, "Bra att veta")
    page.get_by_label(re.compile("telefon att visa", re.IGNORECASE)).fill("0157-123 45")
    page.get_by_label("hundar välkomna").check()
    go_on(page)
    heading(page, "Bilder")
    page.get_by_label("Bild", exact=True).set_input_files(picture())
    page.get_by_label("Vad bilden visar").fill("Gården med bord")
    page.get_by_role("button", name="Spara bilden").click()
    expect(page.get_by_role("img", name="Gården med bord")).to_be_visible()
    page.get_by_role("link", name="Fortsätt").click()
    heading(page, "På andra språk")
    go_on(page)
    heading(page, NAME)
    # The demonstration has an example café at Vadsbro: is this you?
    expect(page.get_by_role("heading", name="Är det här du?")).to_be_visible()
    page.get_by_role("button", name="Skicka för granskning").click()
    expect(page.locator(".page-head")).to_contain_text("granskning")
    business = Business.objects.get(name=NAME)
    assert page.request.get(portal + business.get_absolute_url()).status == 404

    # The reviewer asks for a change, with a ready reason.
    desk = new_page()
    sign_in(desk, portal, post, REVIEWER)
    desk.goto(f"{portal}/granska/")
    desk.get_by_role("link", name=NAME).click()
    expect(desk.locator("svg.surroundings")).to_be_visible()
    desk.get_by_label("Ett färdigt skäl").select_option(label=READY)
    desk.get_by_role("button", name="Be om ändring").click()
    told = last_mail(post, OWNER)
    assert "hittar hos er" in told

    # It is made, and published.
    page.goto(re.search(r"http\S+", told)[0])
    expect(page.locator("main")).to_contain_text("hittar hos er")
    page.get_by_role("link", name="Vad det är").click()
    page.get_by_label(re.compile("Med en mening")).fill("Fika, mackor och bröd från egen ugn.")
    go_on(page)
    page.goto(f"{portal}/foretag/{business.pk}/")
    page.get_by_role("button", name="Skicka för granskning").click()
    desk.goto(f"{portal}/granska/foretag/{business.pk}/")
    expect(desk.locator("main")).to_contain_text("egen ugn")
    desk.get_by_role("button", name="Godkänn").click()
    heading(desk, "Att granska")
    assert "på kartan" in last_mail(post, OWNER)

    # On the road at the right kilometre, in the API, and on the map.
    km = kilometre(business)
    public = business.get_absolute_url()
    page.goto(portal + public)
    heading(page, NAME)
    expect(page.get_by_role("img", name="Gården med bord")).to_be_visible()
    shown = page.locator("dl.facts").inner_text()
    assert f"{km:.1f}".replace(".", ",") + " km" in shown.replace("\xa0", " ")
    page.goto(f"{portal}/vag221/")
    expect(page.get_by_role("link", name=NAME).first).to_be_attached()
    items = f"{portal}/api/collections/businesses/items"
    feature = page.request.get(f"{items}/{business.pk}").json()
    lon, lat = feature["geometry"]["coordinates"]
    assert (
        Point(lon, lat, srid=4326)
        .transform(3006, clone=True)
        .distance(Business.objects.get(pk=business.pk).point)
        < 1
    )
    page.goto(f"{portal}/#map=15/{lat}/{lon}&pick=businesses.{business.pk}&show=map")
    expect(page.locator(".leaflet-popup")).to_contain_text(NAME, timeout=20_000)

    # Its owner changes the hours, and they are live.
    page.goto(f"{portal}/foretag/{business.pk}/tider/")
    page.get_by_label(re.compile("Dygnet runt")).check()
    go_on(page)
    page.goto(portal + public)
    expect(page.locator(".opening--open")).to_be_visible()

    # A second person claims it, and is let in.
    other = new_page(width=360)
    sign_in(other, portal, post, SECOND)
    other.goto(portal + public)
    other.get_by_role("link", name="Det är mitt").click()
    other.get_by_label("Hur kan man veta det?").fill("Jag står i kassan på fredagar.")
    other.get_by_role("button", name="Skicka").click()
    desk.goto(f"{portal}/granska/")
    desk.get_by_role("link", name=NAME).click()
    desk.get_by_role("button", name="Släpp in").click()
    other.goto(f"{portal}/foretag/")
    expect(other.get_by_role("link", name=NAME)).to_be_visible()

    # A farm shop without street address and fixed hours manages too, and is merged into the café.
    other.goto(f"{portal}/foretag/")
    begin(other, "Exempel: Provets gårdsbod", "Ägg och honung.")
    other.get_by_text("Skriv koordinaterna i stället").click()
    other.get_by_label(re.compile("Latitud .nord")).fill(str(lat + 0.0002))
    other.get_by_label(re.compile("Longitud .öst")).fill(str(lon))
    go_on(other)
    heading(other, "När det är öppet")
    other.get_by_label(re.compile("ring först", re.IGNORECASE)).check()
    other.get_by_label(re.compile("skylten är ute")).check()
    go_on(other)
    heading(other, "Bra att veta")
    shop = Business.objects.get(name="Exempel: Provets gårdsbod")
    other.goto(f"{portal}/foretag/{shop.pk}/")
    other.get_by_role("button", name="Skicka för granskning").click()
    desk.goto(f"{portal}/granska/foretag/{shop.pk}/")
    desk.get_by_role("button", name="Godkänn").click()
    old_address = shop.get_absolute_url()
    other.goto(portal + old_address)
    expect(other.locator("dl.facts").first).to_contain_text("skylten är ute")
    desk.goto(f"{portal}/granska/foretag/{shop.pk}/")
    desk.get_by_role("button", name=f"Slå samman med {NAME}").click()
    other.goto(f"{portal}/q/f{shop.pk}")
    heading(other, NAME)
    other.goto(portal + old_address)
    heading(other, NAME)

    # Both leave: the first without a trace on the page, the last takes it off the map.
    for one in (page, other):
        heading_before = one.request.get(portal + public).status
        assert heading_before == 200
        one.goto(f"{portal}/konto/avsluta/")
        one.get_by_role("button", name="Radera mitt konto").click()
        heading(one, "Logga in")
    assert page.request.get(portal + public).status == 404
    assert page.request.get(f"{items}/{business.pk}").status == 404
    assert not User.objects.filter(email__in=[OWNER, SECOND]).exists()
    assert not Business.history.filter(id=business.pk).exclude(phone="").exists()
    assert Route.objects.get(number="221").stops.filter(business=business).count() == 0
    assert [
        fault for one in (page, desk, other) for fault in one.faults if "404" not in fault
    ] == []
