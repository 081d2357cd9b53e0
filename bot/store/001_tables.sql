-- The first shape of the database. Applied once, never changed: a later shape is a later file.
--
-- Instants are ISO-8601 text in UTC, always 32 characters wide, so that text order is time order. Yes and no are
-- 1 and 0. Where NULL may stand the comment says what it means. Words that PostgreSQL keeps for itself are avoided.

CREATE TABLE teams ( -- a team and the local times of its digests and tips
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE, -- the name without case, width and white space
    platform TEXT NOT NULL,
    workspace TEXT NOT NULL,
    channel TEXT NOT NULL,
    country TEXT NOT NULL,
    zone TEXT NOT NULL, -- an IANA name
    rep_digest TEXT NOT NULL,
    manager_digest TEXT NOT NULL,
    tip_time TEXT NOT NULL
);

CREATE TABLE people ( -- a person, one row however many platforms they use
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE, -- the e-mail without case: what makes two identities one person
    role TEXT NOT NULL, -- rep, manager, admin
    team INTEGER REFERENCES teams (id), -- NULL: in no team
    zone TEXT NOT NULL,
    added_at TEXT NOT NULL
);

CREATE INDEX people_by_team ON people (team);

CREATE TABLE identities ( -- how a platform knows a person
    platform TEXT NOT NULL,
    workspace TEXT NOT NULL,
    account TEXT NOT NULL, -- the platform's own id of the user
    person INTEGER NOT NULL REFERENCES people (id),
    PRIMARY KEY (platform, workspace, account)
);

CREATE INDEX identities_by_person ON identities (person);

CREATE TABLE deals ( -- a deal of a team
    id INTEGER PRIMARY KEY,
    team INTEGER NOT NULL REFERENCES teams (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    walk TEXT, -- the step of the discovery walk, NULL: not begun
    created_at TEXT NOT NULL,
    closed_at TEXT, -- NULL: open
    UNIQUE (team, name_key)
);

CREATE TABLE conditions ( -- the glasses on a buyer's desk
    id INTEGER PRIMARY KEY,
    deal INTEGER NOT NULL REFERENCES deals (id),
    text TEXT NOT NULL, -- 'watch-my-back' is the one that each deal has from the start
    text_key TEXT NOT NULL,
    is_full INTEGER NOT NULL,
    since TEXT, -- when it was filled, NULL: empty
    session INTEGER, -- in which session it was filled, NULL: empty
    UNIQUE (deal, text_key)
);

CREATE TABLE deal_memory ( -- answers kept to prefill the next form about the deal, one row a value
    deal INTEGER NOT NULL REFERENCES deals (id),
    person INTEGER NOT NULL, -- whose memory; 0: the whole team's
    question TEXT NOT NULL,
    n INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (deal, person, question, n)
);

CREATE TABLE flow_texts ( -- each text of a flow that a session began with, as JSON
    digest TEXT PRIMARY KEY,
    flow TEXT NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE sessions ( -- one rep in one flow about one deal
    id INTEGER PRIMARY KEY,
    flow TEXT NOT NULL,
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    rep INTEGER NOT NULL REFERENCES people (id),
    deal INTEGER NOT NULL REFERENCES deals (id),
    zone TEXT NOT NULL,
    began TEXT NOT NULL,
    page TEXT NOT NULL,
    shown TEXT NOT NULL,
    turn INTEGER NOT NULL,
    status TEXT NOT NULL, -- open, submitted, let-go
    submitted TEXT, -- NULL: never yet
    submitted_us INTEGER, -- the same instant in microseconds since 1970, to reckon with
    seconds REAL NOT NULL, -- from shown to submitted, summed over the pages
    unanswered TEXT NOT NULL, -- JSON list of the questions that were asked and left empty
    draft TEXT NOT NULL, -- JSON object: typed on the present page and not submitted
    push_ground TEXT, -- the ground that the coach pushed back on, NULL: it did not
    push_defects TEXT, -- JSON list of the defects it saw, NULL: it did not
    push_kept INTEGER, -- 1: the rep kept theirs, 0: changed it, NULL: not said
    check_id INTEGER, -- the check that a reflection is held against, NULL: none
    theme TEXT NOT NULL, -- the week's theme when it began
    ends TEXT -- when the call ends, NULL: not said
);

CREATE INDEX sessions_by_deal ON sessions (deal, flow, rep, submitted);

CREATE INDEX sessions_by_rep ON sessions (rep, flow);

CREATE INDEX sessions_open ON sessions (rep) WHERE status = 'open';

CREATE TABLE answers ( -- what was submitted, one row a value
    session INTEGER NOT NULL REFERENCES sessions (id),
    question TEXT NOT NULL,
    n INTEGER NOT NULL, -- 0 for the first value
    value TEXT NOT NULL,
    PRIMARY KEY (session, question, n)
);

CREATE TABLE steps ( -- what either side said it would do, as a session named it
    session INTEGER NOT NULL REFERENCES sessions (id),
    n INTEGER NOT NULL,
    deal INTEGER NOT NULL REFERENCES deals (id),
    what TEXT NOT NULL,
    theirs INTEGER NOT NULL, -- 1: the buyer owns it, 0: we do
    due TEXT, -- a date, NULL: none was named
    PRIMARY KEY (session, n)
);

CREATE INDEX steps_by_deal ON steps (deal);

CREATE TABLE deliveries ( -- what goes out unasked
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    person INTEGER, -- NULL: to the team's channel
    team INTEGER,
    due TEXT NOT NULL,
    until TEXT NOT NULL,
    payload TEXT NOT NULL, -- JSON object: what it is about
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    why TEXT NOT NULL,
    settled TEXT, -- when its state was last said, NULL: never yet
    again INTEGER NOT NULL DEFAULT 0 -- 1: it changed while a courier had it, so it goes out once more
);

CREATE INDEX deliveries_by_state ON deliveries (state, due);

CREATE TABLE posts ( -- messages standing in the playground
    id INTEGER PRIMARY KEY,
    place TEXT NOT NULL,
    mark TEXT NOT NULL,
    at TEXT NOT NULL,
    document TEXT NOT NULL, -- JSON
    UNIQUE (place, mark)
);

CREATE INDEX posts_by_place ON posts (place, id);

CREATE TABLE notes ( -- small facts of the house's own
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE seen ( -- keys of changes that were saved, so that a repeated one does nothing
    key TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (key)
);
