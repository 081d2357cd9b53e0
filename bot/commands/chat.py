"""`kairos chat`."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from bot.app import house
from bot.chat.answers import Answers, read
from bot.chat.playing import Player
from bot.chat.rehearsal import NEW, rehearse
from bot.chat.talk import Chat, text
from bot.clock import FixedClock, SystemClock
from bot.commands.options import DB, NOW
from bot.house import House
from bot.ids import ids
from bot.ports import Member, Roster
from bot.ports.care import TERMINAL
from bot.ports.deals import Named
from bot.settings import settings
from dialogs.flow import Flow
from dialogs.pages.guide import NAME_MOST
from dialogs.people import Identity, Person, Role
from dialogs.reading import clean

ZONE = "UTC"
"""Where somebody is about whom nothing is known."""

INTERRUPTED = 130
"""What a program that Ctrl-C ended answers to the shell."""


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
@click.option("--new", is_flag=True, help="DEAL is its name, though other deals' names are near it.")
@click.option(
    "--transcript",
    "kept",
    metavar="FILE.yaml",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the conversation down here, as a test of it.",
)
@DB
def chat(  # noqa: PLR0913  a command has as many options as it has
    flow: str,
    deal: str,
    *,
    email: str,
    now: datetime | None,
    file: Path | None,
    new: bool,
    kept: Path | None,
    db: Path | None,
) -> None:
    """Go through FLOW about DEAL in this terminal, on the real engine and database.

    Somebody new joins the team Local. A name that is no deal's but near one is asked about first. Ctrl-D
    stops and keeps what was typed; the same command goes on with it.

    With --answers it asks nothing and prints the verdict. The file has `question: answer`, one a line; an
    answer is an option's id, a list of them, or a text. What it does not name is taken as it stands on the
    page. When the coach pushes back, yours is kept, unless the file has `push-back: {ground: answer}`. What
    begins a new deal with a name near another's is said; --new says that it is meant.

    Example: kairos chat precall Acme --answers check.yaml
    """
    name = _name(deal)
    if "@" not in email:
        raise click.BadParameter(f"{email!r} is no e-mail", param_hint="--as")
    if kept and file:
        raise click.UsageError("--transcript is for what is typed; with --answers, the file says it all.")
    if kept and kept.exists():
        raise click.BadParameter(f"{kept} is there already; name another file", param_hint="--transcript")
    given = read(file) if file else None
    with asyncio.Runner() as runner:
        # ids follow the machine's clock all the same: two chats at one instant must not make the same ones
        make_ids = ids(SystemClock())
        rooms = house(settings(KAIROS_DB=db), clock=FixedClock(now) if now else None, make_ids=make_ids)
        kairos = runner.run(rooms.__aenter__())
        try:
            asked = _flow(kairos, flow)
            person = runner.run(_person(kairos, email))
            if given is not None:
                runner.run(_play(kairos, person, asked, name, given, sure=new))
                return
            person = runner.run(_joined(kairos, person))
            options = ("--db", str(db)) if db else ()
            talk = Chat(kairos, person, runner.run, sys.stdin, sys.stdout, options)
            ended = talk.talk(asked, name, sure=new)
        finally:
            runner.run(rooms.__aexit__(None, None, None))
    if kept and ended.transcript:
        kept.write_text(ended.transcript.text(), encoding="utf-8")
    if ended.interrupted:
        raise click.exceptions.Exit(INTERRUPTED)


def _name(deal: str) -> str:
    """The deal's name as it is kept."""
    name = " ".join(" ".join(clean((deal,))).split())
    if not name or len(name) > NAME_MOST:
        raise click.BadParameter(f"a deal's name has 1 to {NAME_MOST} characters", param_hint="DEAL")
    return name


def _flow(kairos: House, flow: str) -> Flow:
    """The flow of that name."""
    if flow not in kairos.library.flows:
        flows = ", ".join(kairos.library.flows)
        raise click.BadParameter(f"there is no flow {flow!r}; there are {flows}", param_hint="FLOW")
    return kairos.library.flows[flow]


async def _play(  # noqa: PLR0913  who, what about, with which answers
    kairos: House, person: Person, flow: Flow, deal: str, given: Answers, *, sure: bool
) -> None:
    """Take the answers through the flow, and print the verdict; nothing is kept where they do not fit."""
    near = () if sure else await _near(kairos, person, deal)
    for place in await rehearse(kairos, person, flow, deal, given):
        click.echo(kairos.library.words.say("chat.not-asked", place=place), err=True)
    player = Player(kairos.coach, kairos.ids, await _joined(kairos, person))
    screen = await player.play(flow, deal, given)
    if near:
        names = ", ".join(each.name for each in near)
        said = kairos.library.words.say("chat.near-others", count=len(near), name=deal, names=names)
        click.echo(said, err=True)
    click.echo("\n".join(text(screen.document)))


async def _near(kairos: House, person: Person, name: str) -> Sequence[Named]:
    """The deals that a name which is none yet is near; nobody can be asked which one is meant."""
    team = person.team or NEW
    if await kairos.store.deal_named(team, name):
        return ()
    return await kairos.store.near_deals(team, name)


async def _person(kairos: House, email: str) -> Person:
    """The person of that e-mail; one that is not there yet as they will be."""
    if person := await kairos.store.with_email(email):
        return person
    local = kairos.library.words.say("chat.team")
    team = next((team.id for team in await kairos.store.teams() if team.name == local), NEW)
    name = email.partition("@")[0]
    return Person(id=NEW, name=name, email=email, role=Role.REP, team=team, zone=ZONE)


async def _joined(kairos: House, person: Person) -> Person:
    """The person; somebody new is in the local team now."""
    if person.id != NEW:
        return person
    team = kairos.library.words.say("chat.team")
    identity = Identity(platform=TERMINAL, workspace=TERMINAL, user=person.email)
    member = Member(
        name=person.name, email=person.email, role=person.role, team=team, identity=identity, zone=ZONE
    )
    await kairos.store.apply(Roster(members=(member,)), kairos.clock.now())
    click.echo(kairos.library.words.say("chat.new-person", email=person.email, team=team), err=True)
    return await kairos.store.with_email(person.email) or person
