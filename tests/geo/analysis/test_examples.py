"""The examples in the docstrings of geo.analysis are true."""

import doctest
import importlib
import pkgutil

import pytest

import geo.analysis

MODULES = sorted(m.name for m in pkgutil.walk_packages(geo.analysis.__path__, "geo.analysis."))


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
