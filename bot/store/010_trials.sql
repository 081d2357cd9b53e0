-- What was seen before an experiment was taken, and the digest that told it to its end.

-- The same measure over the last observations before it: count of; NULL: not counted.
ALTER TABLE trials ADD COLUMN before_count INTEGER;

ALTER TABLE trials ADD COLUMN before_of INTEGER;

-- A digest's period; empty: none yet.
ALTER TABLE trials ADD COLUMN judged TEXT NOT NULL DEFAULT '';

-- Until now each experiment was told in the digests behind it. Those that a digest has told of are told to their end.
UPDATE trials SET judged = COALESCE((
    SELECT MAX(d.period) FROM digests d
    WHERE d.person = trials.rep AND d.kind = 'rep-digest' AND d.at > trials.taken), '');
