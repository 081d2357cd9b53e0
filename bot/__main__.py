"""`python -m bot` is `kairos`."""

from bot.cli import main

main(prog_name="kairos")
