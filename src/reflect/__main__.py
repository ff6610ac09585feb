"""`python -m reflect` is the command `reflect`."""

from reflect.cli import main

main(prog_name="reflect")
