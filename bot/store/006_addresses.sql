-- How a platform reaches somebody: what it says itself, kept from whatever it sends, for messages that nobody asked for.

CREATE TABLE addresses ( -- one row for each identity, a channel's too
    platform TEXT NOT NULL,
    workspace TEXT NOT NULL,
    account TEXT NOT NULL, -- the platform's id of the user or the channel
    address TEXT NOT NULL, -- JSON object, as the platform needs it; empty: it cannot be reached any more
    n INTEGER NOT NULL, -- grows with each change, so that the newest can be found
    PRIMARY KEY (platform, workspace, account)
);

CREATE INDEX addresses_newest ON addresses (platform, workspace, n);
