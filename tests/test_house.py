"""The house rules that a machine can hold: lengths, names, words, links in the docs."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES = 500
JUNK_DRAWERS = {"utils", "helpers", "common", "core", "misc"}
FOREIGN = ("sv", "de")
MARKED = re.compile(r"""\{%\s*translate\s+(["'])(.+?)\1""")


def tracked(*patterns):
    """List the files of the repository, those not yet added too."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def test_no_module_is_longer_than_a_reader_can_hold():
    modules = [path for path in tracked("*.py", "*.js", "*.css") if "migrations" not in path.parts]
    too_long = {
        path.name: lines
        for path in modules
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not too_long


def test_no_junk_drawers():
    assert not [path for path in tracked("*.py", "*.js") if path.stem in JUNK_DRAWERS]


def test_every_module_says_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in tracked("*.py")
        if path.name not in {"__init__.py", "manage.py"}
        and "migrations" not in path.parts
        and not path.read_text(encoding="utf-8").lstrip().startswith('"""')
    ]
    assert not silent


def entries(language):
    """Read a catalogue as (flags, id, text) without a library: one block per message."""
    catalogue = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    for block in catalogue.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        flags = [line for line in lines if line.startswith("#,")]
        body = "\n".join(line for line in lines if not line.startswith("#"))
        message = re.search(r'^msgid ((?:".*"\n?)+)', body, re.MULTILINE)
        if message:
            texts = re.findall(r'^msgstr(?:\[\d\])? ((?:".*"\n?)+)', body, re.MULTILINE)
            yield flags, _join(message[1]), [_join(text) for text in texts]


def _join(quoted):
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', quoted)).replace('\\"', '"')


@pytest.mark.parametrize("language", FOREIGN)
def test_catalogue_is_complete(language):
    missing = [
        message
        for flags, message, texts in entries(language)
        if message and (not texts or not all(texts) or any("fuzzy" in flag for flag in flags))
    ]
    assert not missing


@pytest.mark.parametrize("language", FOREIGN)
def test_every_marked_text_of_the_templates_is_in_the_catalogue(language):
    known = {message for _, message, _ in entries(language)}
    marked = {
        found[1]
        for path in tracked("*.html")
        for found in MARKED.findall(path.read_text(encoding="utf-8"))
    }
    assert not sorted(marked - known)


def test_links_in_the_docs_lead_somewhere():
    dead = []
    for page in [
        *tracked("docs/*.md", "docs/**/*.md"),
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
    ]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
            if not target.startswith(("http", "mailto:")) and not (page.parent / target).exists():
                dead.append(f"{page.name}: {target}")
    assert not dead


GLOSSARY = {
    "urban area": ("tätort", "Siedlung"),
    "locality": ("ort", "Ort"),
    "rental": ("hyresrätt", "Miete"),
    "tenant-owned": ("bostadsrätt", "Wohnrecht"),
    "consultation": ("samråd", "Konsultation"),
    "in legal force": ("laga kraft", "rechtskräftig"),
}


@pytest.mark.parametrize("word", GLOSSARY)
def test_translations_keep_to_the_glossary(word):
    for language, wanted in zip(FOREIGN, GLOSSARY[word], strict=True):
        texts = {message: found for _, message, found in entries(language)}
        assert wanted.lower() in texts[word][0].lower()
