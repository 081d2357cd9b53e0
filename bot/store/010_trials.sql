-- What was seen before an experiment was taken, and the digest that told it to its end.

-- The same measure over the last observations before it: count of; NULL: not counted.
ALTER TABLE trials ADD COLUMN before_count INTEGER;

ALTER TABLE trials ADD COLUMN before_of INTEGER;

-- A digest's period; empty: none yet.
ALTER TABLE trials ADD COLUMN judged TEXT NOT NULL DEFAULT '';
