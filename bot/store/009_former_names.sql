-- Names that deals had before they were merged or renamed: whoever types one finds the deal.

CREATE TABLE former_names ( -- a name that leads to a deal and is no deal's own
    team INTEGER NOT NULL REFERENCES teams (id),
    name_key TEXT NOT NULL, -- the name without case, width and white space
    name TEXT NOT NULL,
    deal INTEGER NOT NULL REFERENCES deals (id),
    PRIMARY KEY (team, name_key)
);

CREATE INDEX former_names_by_deal ON former_names (deal);
