-- What the courier has to know of a delivery, and a quick way to the next one.

-- unsure, 1: it may have come through.
ALTER TABLE deliveries ADD COLUMN unsure INTEGER NOT NULL DEFAULT 0;

CREATE INDEX deliveries_waiting ON deliveries (kind, due) WHERE state = 'waiting';
