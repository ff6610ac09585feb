"""`reflect open`: a browser at a live workbook, or at the home page of a folder."""

from reflect.launch.lab import launch
from reflect.launch.target import LaunchError

__all__ = ["LaunchError", "launch"]
