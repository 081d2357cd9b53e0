"""The `kairos` command. A command's module is imported only when that command is given."""

import traceback
from importlib import import_module

import click

from bot.errors import plainly
from bot.warm import unhurried
from dialogs.errors import KairosError

COMMANDS = {
    "demo": "The playground on this machine, with a made-up team.",
    "serve": "Slack and Teams, with their deliveries.",
    "tick": "Do all that is due now, deliver it, and say what was done.",
    "outbox": "What could not be delivered, and the admin's word on it.",
    "chat": "A flow in this terminal.",
    "check": "Settings, content and database: what is wrong?",
    "content": "Look at the content: its issues, its time, its rules.",
    "roster": "Teams and people from CSV files.",
    "manifest": "What a platform wants to know of Kairos.",
    "migrate": "Bring the database to this version's shape.",
    "backup": "Copy the database while it serves.",
    "export": "All that is kept, of one person or of everybody.",
    "forget": "Delete what a person wrote.",
}
"""Each command's one line; it stands in bot/commands/NAME.py under its own name."""


class Commands(click.Group):
    """Finds commands by name, and turns our own errors into one plain line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's own signature
        """The commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"bot.commands.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The table, without importing what stands behind it."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. An error of ours or of the machine is one sentence; --debug adds the rest."""
        unhurried()
        try:
            return super().invoke(ctx)
        except (KairosError, OSError) as error:
            if isinstance(error, BrokenPipeError):  # whoever read this has seen enough; click ends quietly
                raise
            if ctx.params["debug"]:
                traceback.print_exc()
            raise Plain(plainly(error) if isinstance(error, OSError) else str(error)) from error


class Plain(click.ClickException):
    """An error of ours, told in its own words; exit code 1."""

    def show(self, file: object = None) -> None:  # noqa: ARG002  click's own signature
        """Print it where errors go."""
        *listed, last = self.message.splitlines()
        click.echo("\n".join([*listed, f"kairos: {last}"]), err=True)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kairos-coach", prog_name="kairos")
@click.option("--debug", is_flag=True, help="Show where in the code an error came up.")
def main(*, debug: bool) -> None:
    """Kairos coaches sales calls: one minute before a call, ninety seconds after it.

    Begin with `kairos demo`; each command says more with --help.
    """
