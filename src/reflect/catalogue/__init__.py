"""The templates there are: those that come with reflect, a person's, those of packages, and a programme's own.

`places` finds the folders, `entries` the templates in them.
"""

from reflect.catalogue.entries import (
    Catalogue,
    CatalogueEntry,
    catalogue,
    clash,
    find,
    installed_names,
    installed_template,
    reflects_template,
    shadowed,
    template_names,
)
from reflect.catalogue.places import FOLDER, GROUP, Origin, Place

__all__ = [
    "FOLDER",
    "GROUP",
    "Catalogue",
    "CatalogueEntry",
    "Origin",
    "Place",
    "catalogue",
    "clash",
    "find",
    "installed_names",
    "installed_template",
    "reflects_template",
    "shadowed",
    "template_names",
]
