"""Every text of pages and code is said in Swedish and German, and none is a guess."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
APPS = ("portal", "plans", "route221", "services", "accounts", "geo")
NAMES = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext", "pgettext_lazy"}
TEXT = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*u?({TEXT})(?:\s*,\s*u?({TEXT}))?")


def in_templates():
    for path in ROOT.glob("templates/**/*.html"):
        for name, first, second in CALL.findall(templatize(path.read_text(encoding="utf-8"))):
            has_context = name in {"pgettext", "npgettext"}
            text = ast.literal_eval(second if has_context else first)
            yield ast.literal_eval(first) if has_context else None, text.strip()


def in_code():
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in NAMES:
                    texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
                    has_context = "pgettext" in node.func.id
                    if texts and all(isinstance(one, str) for one in texts[: 1 + has_context]):
                        yield texts[0] if has_context else None, texts[has_context].strip()


@pytest.mark.parametrize("language", ["sv", "de"])
def test_no_message_is_missing_or_fuzzy(language):
    file = polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))
    said = {
        (entry.msgctxt, entry.msgid.strip())
        for entry in file
        if entry.translated() and not entry.fuzzy
    }
    wanted = {*in_templates(), *in_code()}
    assert len(wanted) > 500
    # The same words said elsewhere in a context of their own do not count.
    assert sorted(wanted - said, key=str) == []


@pytest.mark.parametrize("language", ["sv", "de"])
def test_translation_keeps_every_placeholder(language):
    placeholder = re.compile(r"%\(\w+\)s|\{\w+\}")
    for entry in polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po")):
        for text in filter(None, (entry.msgstr, *entry.msgstr_plural.values())):
            kept = set(placeholder.findall(text))
            assert kept == set(placeholder.findall(entry.msgid + entry.msgid_plural)), entry.msgid
