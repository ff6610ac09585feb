"""Packages as pip leaves them behind, in a folder of a test."""

from __future__ import annotations

from pathlib import Path

from tests.notebooks import save


def install(
    site: Path, name: str, *, points: str, templates: dict[str, dict[str, object]] | None = None, code: str = ""
) -> Path:
    """Install a package in a folder: its `__init__.py`, its templates, and its entry points. Gives its folder."""
    folder = site / name.replace("-", "_")
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(code, encoding="utf-8")
    for template, content in (templates or {}).items():
        save(content, folder / "notebooks" / f"{template}.ipynb")
    about = site / f"{folder.name}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(points, encoding="utf-8")
    return folder
