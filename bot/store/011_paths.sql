-- What a person opens is found without going through all that they ever wrote.

DROP INDEX sessions_by_rep;

CREATE INDEX sessions_by_rep ON sessions (rep, submitted, flow);

CREATE INDEX sessions_touched ON sessions (rep, deal, shown);

DROP INDEX reflected_by_rep;

CREATE INDEX reflected_by_rep ON reflected (rep, submitted_us, barrier);
