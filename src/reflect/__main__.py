"""`python -m reflect` is the command `reflect`."""

import sys

if not sys.flags.safe_path:
    del sys.path[0]  # the current folder, which may be one that others write in

from reflect.cli import main

main(prog_name="reflect")
