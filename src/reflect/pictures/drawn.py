"""A picture as markup, by the Jinja2 templates that draw it in journals too."""

from __future__ import annotations

import zlib
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reflect.language import teach
from reflect.pictures import Picture
from reflect.resources import RESOURCES


def markup(picture: Picture, place: str) -> str:
    """A picture as an HTML figure, with what people wrote as text. `place` tells it from any other on the page."""
    begin = zlib.crc32(place.encode()) * 100  # the numbers of what is labelled in it
    return _environment().get_template("figure.html.j2").render(picture=picture, begin=begin)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(RESOURCES / "journal"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    teach(made)
    return made
