"""Staff take a file in: columns, preview, progress, decision, undo; each page by axe."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from geo.models import ColumnMapping, Dataset, Import, ImportedRow
from portal.actions import imports
from portal.demo.people import demo_user
from tests.browser.outside import outside

ROWS = [["Axelssons lanthandel", "Dagligvaror", "16.7", "58.95"], ["Utan slag", "", "16.7", "58.9"]]


def session():
    client = Client()
    client.force_login(demo_user("reviewer"))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def tidy():
    Import.objects.filter(source__startswith="services-lista").delete()
    ImportedRow.objects.filter(source__startswith="services-lista").delete()
    Dataset.objects.filter(slug__startswith="services-lista").delete()
    ColumnMapping.objects.all().delete()
    imports.forget_old_files()


def newest():
    return Import.objects.values_list("pk", flat=True)[0]


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1440, "light")])
def test_file_is_taken_in_and_undone(
    portal, new_page, check_accessibility, tmp_path, settings, width, theme
):
    settings.IMPORT_DIR = tmp_path / "imports"
    page = new_page(width=width, theme=theme)
    key = outside(session)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": portal}])

    def sound():
        assert check_accessibility(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    def send(name, header):
        path = tmp_path / name
        path.write_text("\n".join(";".join(row) for row in [header, *ROWS]))
        page.goto(f"{portal}/granska/import/")
        page.get_by_label("Vad filen innehåller").select_option("services")
        page.locator("input[type=file]").set_input_files(path)
        page.get_by_label("Vems uppgifterna är").fill("Flens kommun")
        sound()
        page.get_by_role("button", name="Läs filen").click()
        bar = page.locator("import-progress progress")
        expect(bar).to_be_visible()
        sound()
        outside(lambda: imports.read_import(pk=newest()))
        # The page asks by itself how far the worker is.
        expect(bar).to_have_count(0)

    try:
        send("lista_2025.csv", ["A", "B", "C", "D"])
        expect(page.locator("details[open]")).to_be_visible()
        for name, column in {"name": "A", "category": "B", "lon": "C", "lat": "D"}.items():
            page.locator(f"select[name={name}]").select_option(column)
        sound()
        page.get_by_role("button", name="Läs igen").click()
        outside(lambda: imports.read_import(pk=newest()))
        expect(page.get_by_role("button", name="Läs in", exact=True)).to_be_visible()

        # The columns are known next time; the plan stands on the map and in the table.
        send("lista_2026.csv", ["A", "B", "C", "D"])
        expect(page.locator("import-map[data-ready] .import-mark--added")).to_be_visible()
        row = page.get_by_role("row", name="Axelssons lanthandel")
        expect(row).to_contain_text("dagligvaror: ja")
        expect(page.get_by_role("row", name="Utan slag")).to_contain_text("Raden saknar kategori.")
        sound()
        page.get_by_role("button", name="Läs in", exact=True).click()
        expect(page.locator("import-progress")).to_be_visible()
        outside(lambda: imports.apply_import(pk=newest()))
        undo = page.get_by_role("button", name="Ångra hela importen")
        expect(undo).to_be_visible()
        sound()
        page.goto(f"{portal}/sok/?q=Axelssons")
        expect(page.locator("main")).to_contain_text("Axelssons lanthandel")
        page.goto(f"{portal}/granska/import/")
        page.get_by_role("link", name="lista_2026.csv").click()
        undo.click()
        expect(page.get_by_role("heading", name="Vad ångrandet gjorde")).to_be_visible()
        sound()
        page.goto(f"{portal}/granska/import/")
        expect(page.get_by_role("row", name="lista_2026.csv")).to_contain_text("ångrad")
        sound()
        page.goto(f"{portal}/granska/import/matt/")
        sound()
        assert page.faults == []
    finally:
        outside(tidy)
