-- What was seen before an experiment was taken, and the digest that told it to its end.

-- The same measure over the last observations before it: count of; NULL: not counted.
ALTER TABLE trials ADD COLUMN before_count INTEGER;

ALTER TABLE trials ADD COLUMN before_of INTEGER;

-- A digest's period; empty: none yet.
ALTER TABLE trials ADD COLUMN judged TEXT NOT NULL DEFAULT '';

-- Until now each experiment was told in the digests behind it. Those that another one followed are told to their end:
-- by the last digest between the two. The one taken last goes on, and a digest to come judges it by its counts.
UPDATE trials SET judged = COALESCE((
    SELECT MAX(d.period) FROM digests d
    WHERE d.person = trials.rep AND d.kind = 'rep-digest' AND d.at > trials.taken AND d.at <= (
        SELECT MIN(n.taken) FROM trials n WHERE n.rep = trials.rep AND n.taken > trials.taken)), '');
