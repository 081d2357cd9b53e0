-- What the week is made from: facts of each submission, digests as they were sent, feedback, tips.
--
-- The facts repeat what sessions and answers say, a row each, so that a digest reads ten thousand reps' weeks in
-- seconds. They are written in the transaction of the submission and rewritten by an edit; `submitted_us` stays the
-- first submission's instant, in microseconds since 1970. Facts of the team (calls) and of the rep alone (reflected,
-- weighed) are apart, like their readers.

CREATE TABLE calls ( -- the team's part of each submitted reflection
    team INTEGER NOT NULL, -- the deal's
    submitted_us INTEGER NOT NULL,
    session INTEGER NOT NULL,
    rep INTEGER NOT NULL, -- 0: somebody who was forgotten
    deal INTEGER NOT NULL,
    outcome TEXT NOT NULL, -- order, advance, continuation, no-sale
    theirs INTEGER NOT NULL, -- steps that the buyer owns
    ours INTEGER NOT NULL,
    has_signal INTEGER NOT NULL, -- 1: a signal other than 'none' was seen
    step TEXT, -- the first step that the buyer owns, NULL: none
    due TEXT, -- its date, NULL: none was named
    PRIMARY KEY (team, submitted_us, session)
);

CREATE INDEX calls_by_deal ON calls (deal, submitted_us);

CREATE INDEX calls_won ON calls (deal) WHERE outcome = 'order';

CREATE TABLE reflected ( -- the rep's own part of each submitted reflection; empty texts: not answered
    team INTEGER NOT NULL,
    submitted_us INTEGER NOT NULL,
    session INTEGER NOT NULL,
    rep INTEGER NOT NULL,
    deal INTEGER NOT NULL,
    check_us INTEGER, -- the rep's last check of the deal in the 48 hours before, NULL: none
    check_id INTEGER, -- the check that it was held against, NULL: none
    barrier TEXT NOT NULL,
    plan TEXT NOT NULL,
    theme TEXT NOT NULL,
    lens TEXT NOT NULL,
    PRIMARY KEY (team, submitted_us, session)
);

CREATE INDEX reflected_by_rep ON reflected (rep, submitted_us);

CREATE TABLE weighed ( -- each submitted check, the rep's own
    session INTEGER PRIMARY KEY,
    rep INTEGER NOT NULL,
    team INTEGER NOT NULL,
    deal INTEGER NOT NULL,
    submitted_us INTEGER NOT NULL,
    grounds INTEGER, -- the full ones: know 1, difference 2, proof 4, question 8, advance 16; NULL: not known
    chance INTEGER -- percent, NULL: none was said
);

CREATE INDEX weighed_by_team ON weighed (team, submitted_us, rep, deal, grounds, chance);

CREATE INDEX weighed_by_rep ON weighed (rep, submitted_us);

INSERT INTO calls (team, submitted_us, session, rep, deal, outcome, theirs, ours, has_signal, step, due)
SELECT
    r.team, r.submitted_us, r.session, r.rep, r.deal, r.outcome,
    (SELECT COUNT(*) FROM steps t WHERE t.session = r.session AND t.theirs = 1),
    (SELECT COUNT(*) FROM steps t WHERE t.session = r.session AND t.theirs = 0),
    r.has_signal,
    (SELECT t.what FROM steps t WHERE t.session = r.session AND t.theirs = 1 ORDER BY t.n LIMIT 1),
    (SELECT t.due FROM steps t WHERE t.session = r.session AND t.theirs = 1 ORDER BY t.n LIMIT 1)
FROM reflections r;

INSERT INTO reflected (team, submitted_us, session, rep, deal, check_us, check_id, barrier, plan, theme, lens)
SELECT
    r.team, r.submitted_us, r.session, r.rep, r.deal,
    (SELECT MAX(c.submitted_us) FROM sessions c
        WHERE c.deal = r.deal AND c.flow = 'precall' AND c.rep = r.rep AND c.status = 'submitted'
            AND c.submitted_us <= r.submitted_us AND c.submitted_us >= r.submitted_us - 172800000000),
    r.check_id, COALESCE(r.barrier, ''), COALESCE(r.plan, ''), r.theme, COALESCE(r.lens, '')
FROM reflections r WHERE r.rep <> 0;

INSERT INTO weighed (session, rep, team, deal, submitted_us, grounds, chance)
SELECT session, rep, team, deal, submitted_us, NULL, chance FROM checks WHERE rep <> 0;

CREATE TABLE digests ( -- a digest as it was written, and sent under the same key
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    person INTEGER NOT NULL,
    team INTEGER NOT NULL,
    period TEXT NOT NULL,
    at TEXT NOT NULL,
    document TEXT -- JSON; NULL: gone, because it said something of somebody who was forgotten since
);

CREATE INDEX digests_by_person ON digests (person, kind, at);

CREATE INDEX digests_by_age ON digests (at);

CREATE TABLE digest_parts ( -- what a manager's digest said of one rep
    rep INTEGER NOT NULL,
    key TEXT NOT NULL REFERENCES digests (key),
    document TEXT NOT NULL, -- JSON
    PRIMARY KEY (rep, key)
);

CREATE INDEX digest_parts_by_key ON digest_parts (key);

CREATE TABLE accesses ( -- a manager saw something of a rep's
    rep INTEGER NOT NULL,
    at TEXT NOT NULL,
    manager INTEGER, -- NULL: somebody who was forgotten
    what TEXT NOT NULL, -- a key of words
    name TEXT NOT NULL, -- what it was about
    UNIQUE (rep, at, manager, what, name)
);

CREATE TABLE feedback ( -- exchanges between a rep and a manager
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    rep INTEGER NOT NULL, -- 0: somebody who was forgotten; the exchange still counts
    team INTEGER NOT NULL,
    at TEXT NOT NULL,
    asked INTEGER NOT NULL, -- 1: the rep asked; 0: a manager's unasked note
    body TEXT NOT NULL, -- empty: gone with the person who wrote it
    deal TEXT NOT NULL, -- a name, empty: about none
    manager INTEGER, -- who wrote the answer or the note, NULL: nobody yet, or somebody who was forgotten
    answer TEXT NOT NULL,
    answered TEXT -- NULL: not yet
);

CREATE INDEX feedback_by_team ON feedback (team, at);

CREATE INDEX feedback_by_rep ON feedback (rep, at);

CREATE INDEX feedback_waiting ON feedback (team, at) WHERE asked = 1 AND answered IS NULL;

CREATE TABLE trials ( -- experiments that reps took
    id INTEGER PRIMARY KEY,
    rep INTEGER NOT NULL,
    experiment TEXT NOT NULL,
    taken TEXT NOT NULL
);

CREATE INDEX trials_by_rep ON trials (rep, taken);

CREATE TABLE wishes ( -- what a team set for its tips; no row: nothing
    team INTEGER PRIMARY KEY REFERENCES teams (id),
    theme_order TEXT NOT NULL, -- JSON list of themes
    pinned TEXT NOT NULL, -- a theme, empty: none
    skipped TEXT NOT NULL, -- JSON list of themes
    follow_gaps INTEGER NOT NULL,
    paused_until TEXT -- a date: no tips up to and with it; NULL: not paused
);

CREATE TABLE tips_given ( -- the tip that a team got on a day
    team INTEGER NOT NULL,
    day TEXT NOT NULL,
    tip TEXT NOT NULL,
    PRIMARY KEY (team, day)
);

CREATE TABLE tip_presses ( -- "Trying it today" and "Not for us": each person's last word on a tip
    team INTEGER NOT NULL,
    tip TEXT NOT NULL,
    person INTEGER, -- NULL: somebody who was forgotten; the press still counts
    wanted INTEGER NOT NULL, -- 1: trying it, 0: not for us
    UNIQUE (team, tip, person)
);

CREATE TABLE enrolments ( -- since when a person has their team and role; no row: since they were added
    person INTEGER PRIMARY KEY REFERENCES people (id),
    since TEXT NOT NULL -- nothing that was due before is theirs
);

-- Nothing that was due before is theirs; NULL: from the beginning.
ALTER TABLE teams ADD COLUMN since TEXT;

UPDATE teams SET since = (SELECT MIN(p.added_at) FROM people p WHERE p.team = teams.id);

CREATE INDEX deliveries_by_person ON deliveries (person, state, settled);

CREATE INDEX deliveries_by_calendar ON deliveries (due, key)
WHERE kind IN ('tip', 'rep-digest', 'manager-digest');
