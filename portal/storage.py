"""Static files under hashed names, with the imports inside ES modules rewritten to match."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's compressed manifest, aware of ``import … from "./other.js"``."""

    support_js_module_import_aggregation = True
