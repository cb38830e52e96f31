"""script/vendor: what the browser gets stands on its own."""

import re
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def vendor():
    loader = SourceFileLoader("vendor", str(ROOT / "script" / "vendor"))
    module = module_from_spec(spec_from_loader("vendor", loader))
    loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import Pbf from 'pbf';", "import Pbf from './pbf.js';"),
        ('import "kdbush";', 'import "./kdbush.js";'),
        (
            'import {Point} from "@mapbox/point-geometry"',
            'import {Point} from "./point-geometry.js"',
        ),
        ("export * from 'kdbush'", "export * from './kdbush.js'"),
        ("/** @import Pbf from 'pbf' */", "/** @import Pbf from 'pbf' */"),
        ("const words = 'from \"pbf\"';", "const words = 'from \"pbf\"';"),
    ],
)
def test_bare_imports_become_relative_ones(vendor, source, expected):
    assert vendor.with_relative_imports(source, "any") == expected


def test_import_of_a_package_not_copied_is_refused(vendor):
    with pytest.raises(SystemExit, match="imports 'left-pad'"):
        vendor.with_relative_imports("import pad from 'left-pad'", "any")


def test_every_vendored_module_finds_its_imports_beside_it(vendor):
    modules = sorted(vendor.VENDOR.glob("*.js"))
    assert {module.name for module in modules} == set(map(vendor.file_name, vendor.PACKAGES))
    for module in modules:
        assert module.with_suffix(".LICENSE.txt").exists()
        for name in re.findall(r"^import .*from ['\"](.+)['\"]", module.read_text(), re.MULTILINE):
            assert (module.parent / name).exists(), f"{module.name} imports {name}"
