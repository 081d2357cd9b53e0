-- What people set for themselves, workspaces that left, and where a delivery stands on its platform.

CREATE TABLE preferences ( -- a person's own settings; no row: the defaults
    person INTEGER PRIMARY KEY REFERENCES people (id),
    zone TEXT NOT NULL, -- an IANA name of their own choice, empty: the platform's
    quiet INTEGER NOT NULL, -- 1: nothing bot-started
    away_until TEXT -- a date: nothing bot-started up to and with it; NULL: not away
);

CREATE TABLE workspaces ( -- platforms' workspaces that the app joined or left
    platform TEXT NOT NULL,
    workspace TEXT NOT NULL,
    left_at TEXT, -- NULL: the app is installed there
    PRIMARY KEY (platform, workspace)
);

CREATE TABLE shown ( -- where a delivery stands on its platform, so that it can be edited there
    key TEXT PRIMARY KEY, -- the delivery's
    place TEXT NOT NULL,
    message TEXT NOT NULL
);

ALTER TABLE identities ADD COLUMN left_at TEXT; -- NULL: the account is alive
