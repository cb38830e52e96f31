"""A business's pictures: private until published, gone at once, never half kept."""

import errno
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from route221.actions.photos import forget_refused
from route221.models import Business, Photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(name="bild.jpg", size=(900, 600), alt="Gården"):
    buffer = BytesIO()
    Image.new("RGB", size, "green").save(buffer, "JPEG")
    return {"file": SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg"), "alt_sv": alt}


def add(client, business, **more):
    return client.post(f"/foretag/{business.pk}/bilder/", upload(**more))


def files(tmp_path):
    return [file for file in tmp_path.rglob("*") if file.is_file()]


def test_picture_is_private_until_the_business_is_published(
    client, django_user_model, owner, reviewer, submitted, tmp_path
):
    client.force_login(owner)
    assert add(client, submitted).status_code == 302
    photo = Photo.objects.get()
    address = photo.url(400)
    assert len(files(tmp_path)) == 3, "400, 800, and the picture's own 900"
    served = client.get(address)
    assert served.status_code == 200
    assert served["Content-Type"] == "image/webp"
    assert served["Cache-Control"] == "private, no-store"
    assert served["X-Content-Type-Options"] == "nosniff"
    client.force_login(reviewer)
    assert client.get(address).status_code == 200
    client.force_login(django_user_model.objects.create_user("other@example.se"))
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 404

    client.force_login(reviewer)
    submitted.refresh_from_db()
    page = f"/granska/foretag/{submitted.pk}/"
    client.post(page, {"verb": "approve", "version": submitted.version})
    client.logout()
    served = client.get(address)
    assert "immutable" in served["Cache-Control"]
    assert address in client.get(submitted.get_absolute_url()).content.decode()
    assert client.get(photo.url(401)).status_code == 404


def test_new_picture_of_a_published_page_waits_and_a_refused_one_goes_out_of_sight(
    client, owner, reviewer, published, tmp_path
):
    client.force_login(owner)
    add(client, published, alt="Ny bild")
    photo = Photo.objects.get()
    revision = published.revisions.get()
    assert revision.changes == {"photos": [photo.pk]}
    client.logout()
    assert client.get(photo.url(400)).status_code == 404
    assert "Ny bild" not in client.get(published.get_absolute_url()).content.decode()
    client.force_login(reviewer)
    page = f"/granska/andring/{revision.pk}/"
    assert photo.url(400) in client.get(page).content.decode()
    asked = {"verb": "refuse", "version": revision.version, "reason": "Suddig"}
    client.post(page, asked)
    photo.refresh_from_db()
    assert photo.refused_at
    client.logout()
    assert client.get(photo.url(400)).status_code == 404
    assert forget_refused(before=timezone.now() + timedelta(days=1)) == 1
    assert not Photo.objects.exists()


def test_ninth_picture_and_strange_files_are_refused_in_words(client, owner, draft):
    client.force_login(owner)
    for number in range(8):
        assert add(client, draft, size=(900 + number, 600)).status_code == 302
    assert "åtta bilder" in add(client, draft, size=(920, 600)).content.decode()
    Photo.objects.first().delete()
    strange = {"file": SimpleUploadedFile("a.jpg", b"<script>", "image/jpeg"), "alt_sv": "x"}
    answer = client.post(f"/foretag/{draft.pk}/bilder/", strange)
    assert answer.status_code == 400
    assert "JPEG, PNG" in answer.content.decode()
    assert Photo.objects.count() == 7


def test_picture_sent_again_after_a_lost_answer_is_one(client, owner, draft, tmp_path):
    client.force_login(owner)
    for _ in range(2):
        assert add(client, draft).status_code == 302
    assert Photo.objects.count() == 1
    kept = len(files(tmp_path))
    add(client, draft, size=(901, 600))
    assert Photo.objects.count() == 2, "another picture is another"
    assert len(files(tmp_path)) > kept


def test_words_for_those_who_do_not_see_are_required_and_plain(client, owner, draft):
    client.force_login(owner)
    assert add(client, draft, alt="<b></b>").status_code == 200
    assert not Photo.objects.exists()
    add(client, draft, alt="<i>Gården</i> & bod")
    assert Photo.objects.get().alt == "Gården & bod"


def test_too_large_a_body_is_refused_before_it_is_read(client, owner, draft):
    client.force_login(owner)
    address = f"/foretag/{draft.pk}/bilder/"
    answer = client.generic("POST", address, b"x", CONTENT_LENGTH=str(200 * 1024 * 1024))
    assert answer.status_code == 413


def test_full_disk_leaves_nothing_half_and_the_rest_saved(
    client, owner, draft, monkeypatch, tmp_path
):
    client.force_login(owner)
    save, written = default_storage.save, []

    def full(name, content, **more):
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(name)
        return save(name, content, **more)

    monkeypatch.setattr(default_storage, "save", full)
    answer = add(client, draft)
    assert answer.status_code == 507
    assert "Allt annat är sparat" in answer.content.decode()
    assert not Photo.objects.exists()
    assert files(tmp_path) == []
    assert Business.objects.get().name == draft.name


def test_taking_away_deletes_the_files_on_commit(
    client, owner, published, tmp_path, django_capture_on_commit_callbacks
):
    client.force_login(owner)
    add(client, published)
    photo = Photo.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/foretag/{published.pk}/bilder/{photo.pk}/", {"do": "remove"})
    assert files(tmp_path) == []


def test_others_pictures_cannot_be_touched(client, django_user_model, owner, published):
    client.force_login(owner)
    add(client, published)
    photo = Photo.objects.get()
    client.force_login(django_user_model.objects.create_user("other@example.se"))
    home = f"/foretag/{published.pk}/bilder/"
    for address in (home, f"{home}{photo.pk}/"):
        assert client.post(address, {"do": "remove"}).status_code == 404
    assert Photo.objects.exists()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_upload_cut_off_leaves_nothing_and_the_next_one_works(
    client, owner, draft, tmp_path, share
):
    client.force_login(owner)
    buffer = BytesIO()
    noise = Image.effect_noise((900, 600), 80).convert("RGB")
    noise.save(buffer, "JPEG")
    whole = buffer.getvalue()
    cut = {"file": SimpleUploadedFile("a.jpg", whole[: int(len(whole) * share)]), "alt_sv": "x"}
    answer = client.post(f"/foretag/{draft.pk}/bilder/", cut)
    assert answer.status_code in (200, 400)
    assert not Photo.objects.exists()
    assert files(tmp_path) == []
    assert add(client, draft).status_code == 302


def test_words_stand_in_each_language_and_the_reader_gets_their_own(
    client, owner, reviewer, submitted
):
    client.force_login(owner)
    told = upload(alt="Gården") | {"alt_en": "The yard", "alt_de": "Der Hof"}
    client.post(f"/foretag/{submitted.pk}/bilder/", told)
    client.force_login(reviewer)
    submitted.refresh_from_db()
    page = f"/granska/foretag/{submitted.pk}/"
    client.post(page, {"verb": "approve", "version": submitted.version})
    address = submitted.get_absolute_url()
    for prefix, words in (("", "Gården"), ("/en", "The yard"), ("/de", "Der Hof")):
        assert f'alt="{words}"' in client.get(prefix + address).content.decode()


def test_new_words_for_a_shown_picture_wait_for_a_reviewer(client, owner, reviewer, submitted):
    client.force_login(owner)
    add(client, submitted, alt="Gården")
    client.force_login(reviewer)
    submitted.refresh_from_db()
    page = f"/granska/foretag/{submitted.pk}/"
    client.post(page, {"verb": "approve", "version": submitted.version})
    photo = Photo.objects.get()
    client.force_login(owner)
    address = f"/foretag/{submitted.pk}/bilder/{photo.pk}/"
    client.post(address, {"do": "describe", "alt_sv": "Gården i juni", "alt_en": "In June"})
    public = submitted.get_absolute_url()
    assert "Gården i juni" not in client.get(public).content.decode()
    preview = client.get(f"/foretag/{submitted.pk}/forhandsvisning/").content.decode()
    assert "Gården i juni" in preview
    revision = submitted.revisions.get()
    client.force_login(reviewer)
    page = f"/granska/andring/{revision.pk}/"
    assert "Gården i juni" in client.get(page).content.decode()
    client.post(page, {"verb": "approve", "version": revision.version})
    assert "Gården i juni" in client.get(public).content.decode()
    undo = {"verb": "undo_revision", "revision": revision.pk}
    client.post(f"/granska/foretag/{submitted.pk}/", undo)
    assert "Gården i juni" not in client.get(public).content.decode()
