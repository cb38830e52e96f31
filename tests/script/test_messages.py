"""script/messages: translations reach Django without gettext."""

import gettext
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_translations_are_compiled_without_the_fuzzy_ones(tmp_path):
    folder = tmp_path / "locale" / "sv" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "village"\nmsgstr "ort på landet"\n\n'
        '#, fuzzy\nmsgid "town"\nmsgstr "en gissning"\n',
        encoding="utf-8",
    )
    (tmp_path / "script").mkdir()
    script = tmp_path / "script" / "messages"
    script.write_text((ROOT / "script" / "messages").read_text())
    subprocess.run([sys.executable, str(script)], check=True)
    with (folder / "django.mo").open("rb") as stream:
        catalogue = gettext.GNUTranslations(stream)
    assert catalogue.gettext("village") == "ort på landet"
    assert catalogue.gettext("town") == "town"
