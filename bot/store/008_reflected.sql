-- A reflection's fact says by itself what the call came to and what was expected of it: nine weeks of a team are read
-- as one stretch of one table, where there were three to be looked through.

CREATE TABLE reflected_whole ( -- the rep's own part of each submitted reflection; empty texts: not answered
    team INTEGER NOT NULL,
    submitted_us INTEGER NOT NULL,
    session INTEGER NOT NULL,
    rep INTEGER NOT NULL,
    deal INTEGER NOT NULL,
    outcome TEXT NOT NULL, -- as in calls
    check_us INTEGER, -- the rep's last check of the deal in the 48 hours before, NULL: none
    check_id INTEGER, -- the check that it was held against, NULL: none
    chance INTEGER, -- of that check, as in weighed
    grounds INTEGER, -- likewise
    barrier TEXT NOT NULL,
    plan TEXT NOT NULL,
    theme TEXT NOT NULL,
    lens TEXT NOT NULL,
    PRIMARY KEY (team, submitted_us, session)
);

INSERT INTO reflected_whole
    (team, submitted_us, session, rep, deal, outcome, check_us, check_id, chance, grounds, barrier, plan, theme, lens)
SELECT
    r.team, r.submitted_us, r.session, r.rep, r.deal, c.outcome, r.check_us, r.check_id, w.chance, w.grounds,
    r.barrier, r.plan, r.theme, r.lens
FROM reflected r
JOIN calls c ON c.team = r.team AND c.submitted_us = r.submitted_us AND c.session = r.session
LEFT JOIN weighed w ON w.session = r.check_id
ORDER BY r.team, r.submitted_us, r.session;

DROP TABLE reflected;

ALTER TABLE reflected_whole RENAME TO reflected;

CREATE INDEX reflected_by_rep ON reflected (rep, submitted_us);

CREATE INDEX calls_promised ON calls (deal, submitted_us) WHERE step IS NOT NULL;
