"""The examples in the docstrings of geo.imports are true."""

import doctest
import importlib
import pkgutil

import pytest

import geo.imports

MODULES = sorted(m.name for m in pkgutil.walk_packages(geo.imports.__path__, "geo.imports."))


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
