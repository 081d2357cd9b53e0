"""`kairos chat`."""

import asyncio
import shlex
import sys
from datetime import datetime
from pathlib import Path

import click

from bot.app import house
from bot.chat.answers import read
from bot.chat.playing import Player
from bot.chat.rehearsal import NEW, rehearse
from bot.chat.talk import Chat, text
from bot.clock import FixedClock, SystemClock
from bot.commands.options import DB, NOW
from bot.house import House
from bot.ids import ids
from bot.ports import Member, Roster
from bot.settings import settings
from dialogs.pages.guide import NAME_MOST
from dialogs.people import Identity, Person, Role

PLATFORM = "terminal"
"""How people are known who came in by `kairos chat`."""

ZONE = "UTC"
"""Where somebody is about whom nothing is known."""


@click.command()
@click.argument("flow")
@click.argument("deal")
@click.option("--as", "email", metavar="EMAIL", default="you@localhost", help="Who is talking.")
@NOW
@click.option(
    "--answers",
    "file",
    metavar="FILE.yaml",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Take the answers from here, and ask nothing.",
)
@DB
def chat(  # noqa: PLR0913  a command has as many options as it has
    flow: str, deal: str, *, email: str, now: datetime | None, file: Path | None, db: Path | None
) -> None:
    """Go through FLOW about DEAL in this terminal, on the real engine and database.

    Somebody new joins the team Local. In the end the conversation is printed, to be kept as a test.

    With --answers it asks nothing and prints the verdict. The file has `question: answer`, one a line; an
    answer is an option's id, a list of them, or a text. What it does not name is taken as it stands on the
    page. When the coach pushes back, yours is kept, unless the file has `push-back: {ground: answer}`.

    Example: kairos chat precall Acme --answers check.yaml
    """
    name = " ".join(deal.split())
    if not name or len(name) > NAME_MOST:
        raise click.BadParameter(f"a deal's name has 1 to {NAME_MOST} characters", param_hint="DEAL")
    if "@" not in email:
        raise click.BadParameter(f"{email!r} is no e-mail", param_hint="--as")
    given = read(file) if file else None
    with asyncio.Runner() as runner:
        # ids follow the machine's clock all the same: two chats at one instant must not make the same ones
        make_ids = ids(SystemClock())
        rooms = house(settings(KAIROS_DB=db), clock=FixedClock(now) if now else None, make_ids=make_ids)
        kairos = runner.run(rooms.__aenter__())
        try:
            if flow not in kairos.library.flows:
                flows = ", ".join(kairos.library.flows)
                raise click.BadParameter(f"there is no flow {flow!r}; there are {flows}", param_hint="FLOW")
            person = runner.run(_person(kairos, email))
            if given is not None:
                for place in runner.run(rehearse(kairos, person, kairos.library.flows[flow], name, given)):
                    click.echo(kairos.library.words.say("chat.not-asked", place=place), err=True)
            if person.id == NEW:
                person = runner.run(_joined(kairos, person))
            if given is not None:
                asked = kairos.library.flows[flow]
                screen = runner.run(Player(kairos.coach, kairos.ids, person).play(asked, name, given))
                click.echo("\n".join(text(screen.document)))
                return
            options = f" --db {shlex.quote(str(db))}" if db else ""
            talk = Chat(kairos, person, runner.run, sys.stdin, sys.stdout, options)
            transcript = talk.talk(flow, name)
            click.echo(f"\n# {kairos.library.words.say('chat.transcript')}\n{transcript.text()}", nl=False)
        finally:
            runner.run(rooms.__aexit__(None, None, None))


async def _person(kairos: House, email: str) -> Person:
    """The person of that e-mail; one that is not there yet as they will be."""
    if person := await kairos.store.with_email(email):
        return person
    local = kairos.library.words.say("chat.team")
    team = next((team.id for team in await kairos.store.teams() if team.name == local), NEW)
    name = email.partition("@")[0]
    return Person(id=NEW, name=name, email=email, role=Role.REP, team=team, zone=ZONE)


async def _joined(kairos: House, person: Person) -> Person:
    """Somebody new, in the local team."""
    team = kairos.library.words.say("chat.team")
    identity = Identity(platform=PLATFORM, workspace=PLATFORM, user=person.email)
    member = Member(
        name=person.name, email=person.email, role=person.role, team=team, identity=identity, zone=ZONE
    )
    await kairos.store.apply(Roster(members=(member,)), kairos.clock.now())
    click.echo(kairos.library.words.say("chat.new-person", email=person.email, team=team), err=True)
    return await kairos.store.with_email(person.email) or person
