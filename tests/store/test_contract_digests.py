"""What bot.ports.week promises, held against both stores: digests as they were sent, and who saw what."""

from bot.coach.asking import AGAIN, changed
from bot.ports import Roster, Shown, Store
from bot.ports.week import DIGEST_SENT, TEAM_SEEN, Access
from bot.sending.outbox import Kind, State
from dialogs.cadence import PersonEntry, TeamEntry
from dialogs.people import Preferences, Role
from tests.store.making import HOUR, NOW, delivery, member, somebody
from tests.store.weekly import DAY, WEEK, carrying, digest, page, request


async def test_a_digest_is_kept_as_it_was_written(store: Store):
    inge, mia = await somebody(store, "Inge"), await somebody(store, "Mia", role="manager")
    rep, manager = digest(inge), digest(mia, parts={inge.id: page("Of Inge")})
    assert await store.put_digests([rep, manager], carrying(rep, manager)) == 2
    assert await store.digest(rep.key) == rep
    assert await store.digest(manager.key) == manager
    assert {each.key for each in await store.deliveries(State.WAITING)} == {rep.key, manager.key}
    assert await store.digest("rep-digest:1:2026-W03") is None


async def test_a_digest_of_a_known_key_is_left_as_it_is(store: Store):
    inge, ole = await somebody(store, "Inge"), await somebody(store, "Ole")
    first, again, new = digest(inge), digest(inge, document=page("Another")), digest(ole)
    await store.put_digests([first], carrying(first))
    assert await store.put_digests([again, new], carrying(again, new)) == 1
    assert await store.digest(first.key) == first
    assert await store.digest(new.key) == new


async def test_what_is_skipped_is_recorded_without_a_digest(store: Store):
    inge = await somebody(store)
    silent = digest(inge)
    skipped = carrying(silent, state=State.SKIPPED, why="silent")
    assert await store.put_digests([], skipped) == 1
    assert await store.put_digests([silent], carrying(silent)) == 0
    assert await store.digest(silent.key) is None
    assert [(each.state, each.why) for each in await store.deliveries()] == [(State.SKIPPED, "silent")]


async def test_a_rep_sees_what_digests_said_of_them_once_they_were_sent(store: Store):
    """The newest first, and nothing that was said of others."""
    inge, mia = await somebody(store, "Inge"), await somebody(store, "Mia", role="manager")
    for week, sent in ((1, True), (2, True), (3, False)):
        parts = {inge.id: page(f"Of Inge, week {week}"), mia.id: page("Of Mia")}
        written = digest(mia, f"2026-W0{week}", NOW + week * WEEK, parts=parts)
        await store.put_digests([written], carrying(written))
        if sent:
            await _send(store, written.key)
    found = await store.parts(inge.id)
    assert [(each.period, each.at, each.manager) for each in found] == [
        ("2026-W02", NOW + 2 * WEEK, "Mia"),
        ("2026-W01", NOW + WEEK, "Mia"),
    ]
    assert [each.document for each in found] == [page("Of Inge, week 2"), page("Of Inge, week 1")]
    assert await store.parts(inge.id, 1) == found[:1]


async def test_a_sent_digest_stands_in_the_access_logs_of_those_it_names(store: Store):
    """Not before it is sent, and never in the manager's own."""
    inge, mia = await somebody(store, "Inge"), await somebody(store, "Mia", role="manager")
    written = digest(mia, parts={inge.id: page("Of Inge"), mia.id: page("Of Mia")})
    await store.put_digests([written], carrying(written))
    assert await store.accesses(inge.id) == ()
    await _send(store, written.key)
    seen = Access(manager=mia.id, rep=inge.id, what=DIGEST_SENT, at=NOW + HOUR, name="2026-W02")
    assert await store.accesses(inge.id) == (seen,)
    assert await store.accesses(mia.id) == ()


async def test_a_digest_that_changes_on_its_way_was_read_when_it_first_arrived(store: Store):
    inge, mia = await somebody(store, "Inge"), await somebody(store, "Mia", role="manager")
    written = digest(mia, parts={inge.id: page("Of Inge")})
    (carried,) = carrying(written)
    await store.put_digests([written], [carried])
    (claimed,) = await store.claim(NOW)
    await store.put_request(request(inge), "question", changed([claimed], NOW))
    await store.settle(claimed.id, State.SENT, NOW + HOUR)
    seen = Access(manager=mia.id, rep=inge.id, what=DIGEST_SENT, at=NOW + HOUR, name="2026-W02")
    assert [each.state for each in await store.deliveries()] == [State.WAITING]
    assert await store.accesses(inge.id) == (seen,)
    await store.claim(NOW + HOUR)
    await store.settle(claimed.id, State.SKIPPED, NOW + 2 * HOUR)
    assert await store.accesses(inge.id) == (seen,)


async def test_an_access_log_has_the_newest_first_and_nothing_twice(store: Store):
    inge, mia = await somebody(store, "Inge"), await somebody(store, "Mia")
    first = Access(manager=mia.id, rep=inge.id, what="access.deal", at=NOW, name="Acme")
    log = [first.model_copy(update={"at": NOW + n * HOUR}) for n in range(3)]
    await store.put_access([*log, log[0].model_copy(update={"rep": mia.id})])
    await store.put_access(log)
    assert await store.accesses(inge.id) == (log[2], log[1], log[0])
    assert await store.accesses(inge.id, 1) == (log[2],)


async def test_forgetting_takes_digests_and_what_they_said(store: Store):
    """A manager's digest quotes requests: its text goes with any rep in it, what it said of others stays."""
    inge, ole, mia = [await somebody(store, name) for name in ("Inge", "Ole", "Mia")]
    own = digest(inge)
    parts = {inge.id: page("Of Inge"), ole.id: page("Of Ole")}
    sent, waiting = digest(mia, "2026-W01", parts=parts), digest(mia, "2026-W02", parts=parts)
    await store.put_digests([own, sent, waiting], carrying(own, sent, waiting))
    await _send(store, sent.key)
    await store.forget(inge.id, NOW)
    assert [await store.digest(each.key) for each in (own, sent, waiting)] == [None] * 3
    assert await store.parts(inge.id) == ()
    assert [part.document for part in await store.parts(ole.id)] == [page("Of Ole")]
    states = {each.key: each.state for each in await store.deliveries()}
    assert states == {sent.key: State.WAITING, waiting.key: State.SKIPPED}  # it changes where it stands
    await _send(store, sent.key)
    assert [part.document for part in await store.parts(ole.id)] == [page("Of Ole")]
    assert await store.accesses(inge.id) == ()
    assert [each.manager for each in await store.accesses(ole.id)] == [mia.id]


async def test_a_digest_that_may_stand_after_a_crash_is_changed_when_somebody_in_it_is_forgotten(
    store: Store,
):
    inge, mia = await somebody(store, "Inge"), await somebody(store, "Mia", role="manager")
    written = digest(mia, parts={inge.id: page("Of Inge")})
    await store.put_digests([written], carrying(written))
    (claimed,) = await store.claim(NOW)
    await store.doubt(claimed.id, NOW, "a crash")
    await store.forget(inge.id, NOW)
    (waits,) = await store.deliveries()
    assert (waits.state, waits.unsure, AGAIN in waits.payload) == (State.WAITING, True, True)


async def test_a_page_that_a_manager_opened_is_kept_once_and_without_who_was_forgotten_meanwhile(
    store: Store,
):
    inge, ole, mia = [await somebody(store, name) for name in ("Inge", "Ole", "Mia")]
    parts = {inge.id: page("Of Inge"), ole.id: page("Of Ole")}
    opened = digest(mia, parts=parts).model_copy(update={"kind": TEAM_SEEN, "key": "seen:1"})
    log = [Access(manager=mia.id, rep=inge.id, what="access.team", at=NOW, name="2026-W02")]
    await store.put_access(log, opened)
    await store.put_access(log, opened.model_copy(update={"at": NOW + HOUR}))
    (part,) = await store.parts(inge.id)
    assert (part.document, part.at, part.manager, part.asked) == (page("Of Inge"), NOW, "Mia", True)
    assert (await store.overview(NOW)).digests is None  # it is no digest
    await store.forget(inge.id, NOW + HOUR)
    await store.put_access([], opened.model_copy(update={"key": "seen:2"}))
    assert await store.parts(inge.id) == ()
    assert [each.document for each in await store.parts(ole.id)] == [page("Of Ole")]  # it says the same twice
    assert [await store.digest(key) for key in ("seen:1", "seen:2")] == [None, None]


async def test_pages_opened_again_and_again_do_not_push_out_what_else_was_said(store: Store):
    inge, mia = await somebody(store, "Inge"), await somebody(store, "Mia")
    sent = digest(mia, parts={inge.id: page("In the digest")})
    await store.put_digests([sent], carrying(sent))
    await _send(store, sent.key)
    for number, text in enumerate(("A", "A", "B", "A", "A")):
        seen = sent.model_copy(
            update={
                "kind": TEAM_SEEN,
                "key": f"seen:{number}",
                "at": NOW + (number + 1) * HOUR,
                "parts": {inge.id: page(text)},
            }
        )
        await store.put_access([], seen)
    read = await store.parts(inge.id, 3)
    assert [part.document for part in read] == [page("A"), page("B"), page("In the digest")]
    assert read[0].at == NOW + 5 * HOUR


async def test_a_forgotten_manager_leaves_the_access_logs_without_a_name(store: Store):
    inge, mia = await somebody(store, "Inge"), await somebody(store, "Mia")
    ada = await somebody(store, "Ada")
    written = digest(mia, parts={inge.id: page("Of Inge")})
    await store.put_digests([written], carrying(written))
    await _send(store, written.key)
    (seen,) = await store.accesses(inge.id)
    await store.put_access([seen.model_copy(update={"manager": ada.id})])
    for manager in (mia, ada):
        await store.forget(manager.id, NOW)
    assert await store.digest(written.key) is None
    assert await store.parts(inge.id) == ()
    assert {(each.manager, each.what) for each in await store.accesses(inge.id)} == {(0, DIGEST_SENT)}


async def test_a_schedule_holds_teams_and_people_with_their_settings(store: Store):
    inge, ole = await somebody(store, "Inge"), await somebody(store, "Ole")
    settings = Preferences(zone="Asia/Tokyo", quiet=True, away_until=(NOW + DAY).date())
    await store.put_preferences(ole.id, settings)
    (team,) = await store.teams()
    await store.pause_tips(team.id, (NOW + WEEK).date())
    schedule = await store.schedule(NOW)
    assert schedule.teams == (TeamEntry(team=team, since=NOW, paused_until=(NOW + WEEK).date()),)
    tokyo = ole.model_copy(update={"zone": "Asia/Tokyo"})
    assert {entry.person.id: entry for entry in schedule.people} == {
        inge.id: PersonEntry(person=inge, since=NOW),
        ole.id: PersonEntry(person=tokyo, preferences=settings, since=NOW),
    }


async def test_a_schedule_knows_what_the_calendar_recorded(store: Store):
    """Whatever became of it; other kinds have keys of their own ways."""
    inge = await somebody(store)
    kinds = (Kind.TIP, Kind.REP_DIGEST, Kind.MANAGER_DIGEST, Kind.NUDGE, Kind.CARD)
    await store.enqueue([delivery(kind, kind=kind, person=inge.id) for kind in kinds])
    await store.enqueue(
        [
            delivery("skipped", kind=Kind.TIP, state=State.SKIPPED),
            delivery("old", kind=Kind.TIP, due=NOW - DAY),
        ]
    )
    assert (await store.schedule(NOW)).sent == {"tip", "rep-digest", "manager-digest", "skipped"}


async def test_nothing_that_was_due_before_a_change_is_theirs(store: Store):
    """A new team or role for a person, other times for a team; a forgotten person's keys are gone."""
    inge, ole, mia = [await somebody(store, name) for name in ("Inge", "Ole", "Mia")]
    (team,) = await store.teams()
    await store.apply(Roster(members=(member("Inge", team="Fjord"),)), NOW + HOUR)
    await store.put_member(ole.id, team.id, Role.MANAGER, NOW + 2 * HOUR)
    await store.forget(mia.id, NOW + 3 * HOUR)
    await store.put_team(team.model_copy(update={"tip_time": "10:00"}), NOW + 4 * HOUR)
    schedule = await store.schedule(NOW)
    assert {entry.person.id: entry.since for entry in schedule.people} == {
        inge.id: NOW + HOUR,
        ole.id: NOW + 2 * HOUR,
        mia.id: NOW + 3 * HOUR,
    }
    assert {entry.team.name: entry.since for entry in schedule.teams} == {
        "Hanse": NOW + 4 * HOUR,
        "Fjord": NOW + HOUR,
    }


async def test_what_stays_as_it_was_is_no_change(store: Store):
    inge = await somebody(store)
    (team,) = await store.teams()
    renamed = member("Inge").model_copy(update={"name": "Inge B."})
    await store.apply(Roster(members=(renamed,)), NOW + HOUR)
    await store.put_member(inge.id, team.id, Role.REP, NOW + HOUR)
    await store.put_team(team.model_copy(update={"country": "NO"}), NOW + HOUR)
    schedule = await store.schedule(NOW)
    assert [entry.since for entry in schedule.people] == [NOW]
    assert [entry.since for entry in schedule.teams] == [NOW]


async def test_who_joins_is_on_the_schedule_from_then_on(store: Store):
    row = member("Ana")
    ana = await store.join(row.identity, "Ana", "UTC", "Harbour", NOW)
    await store.join(row.identity, "Ana", "UTC", "Harbour", NOW + HOUR)
    schedule = await store.schedule(NOW)
    assert [(entry.person, entry.since) for entry in schedule.people] == [(ana, NOW)]
    assert [(entry.team.name, entry.since) for entry in schedule.teams] == [("Harbour", NOW)]


async def test_only_messages_that_were_sent_were_begun(store: Store):
    """Cards follow what the person did, and tips go to a channel."""
    inge, ole = await somebody(store, "Inge"), await somebody(store, "Ole")
    for kind in (Kind.NUDGE, Kind.REP_DIGEST, Kind.MANAGER_DIGEST, Kind.FEEDBACK, Kind.CARD):
        await store.enqueue([delivery(kind, kind=kind, person=inge.id)])
        await _send(store, kind)
    await store.enqueue([delivery("waits", person=inge.id), delivery("failed", person=inge.id)])
    await _settle(store, "failed", State.FAILED)
    assert await store.begun([inge.id, ole.id], NOW) == {inge.id: 4, ole.id: 0}
    assert await store.begun([inge.id], NOW + 2 * HOUR) == {inge.id: 0}
    assert await store.begun([], NOW) == {}


async def test_what_is_old_and_over_is_dropped(store: Store):
    """A quarter for messages and digests, a year for the log; what is somebody's to settle stays."""
    inge, mia = await somebody(store, "Inge"), await somebody(store, "Mia")
    old, new = (digest(mia, f"2026-W0{n}", NOW + n * WEEK, parts={inge.id: page("Of Inge")}) for n in (1, 2))
    for each in (old, new):
        await store.put_digests([each], carrying(each, due=each.at))
        await _send(store, each.key)
        await store.put_shown(each.key, Shown(place="D1", message="1"))
    await store.enqueue([delivery("waits"), delivery("failed"), delivery("over", state=State.SKIPPED)])
    await _settle(store, "failed", State.FAILED)
    await store.tidy(NOW + 14 * WEEK + HOUR)
    assert {each.key for each in await store.deliveries()} == {new.key, "waits", "failed"}
    assert [await store.digest(each.key) for each in (old, new)] == [None, new]
    assert [await store.shown(each.key) is None for each in (old, new)] == [True, False]
    assert [each.period for each in await store.parts(inge.id)] == [new.period]
    assert len(await store.accesses(inge.id)) == 2
    await store.tidy(NOW + HOUR + 366 * DAY)
    assert await store.accesses(inge.id) == ()


async def _send(store: Store, key: str) -> None:
    await _settle(store, key, State.SENT)


async def _settle(store: Store, key: str, state: State) -> None:
    (found,) = [each for each in await store.deliveries() if each.key == key]
    await store.settle(found.id, state, NOW + HOUR)


async def test_who_was_forgotten_since_the_facts_were_read_stands_in_no_digest(store: Store):
    """Their own is dropped, key and all; one that says something of them is skipped."""
    inge, ole = await somebody(store, "Inge"), await somebody(store, "Ole")
    mia = await somebody(store, "Mia", role="manager")
    written = [
        digest(inge),
        digest(ole),
        digest(mia, parts={inge.id: page("Of Inge"), ole.id: page("Of Ole")}),
        digest(mia, "2026-W03", parts={ole.id: page("Of Ole")}),
    ]
    await store.forget(inge.id, NOW + HOUR)
    assert (
        await store.put_digests([written[0], *(each.packed for each in written[1:])], carrying(*written)) == 3
    )
    assert [await store.digest(each.key) for each in written] == [None, written[1], None, written[3]]
    states = {each.key: (each.state, each.why) for each in await store.deliveries()}
    assert states == {
        written[1].key: (State.WAITING, ""),
        written[2].key: (State.SKIPPED, "somebody in it was forgotten"),
        written[3].key: (State.WAITING, ""),
    }
