"""The demonstration: Flen's known facts, from the files in data/, and examples that say so."""

from portal.demo.load import load_demo

__all__ = ["load_demo"]
