-- An experiment that another one takes the place of stays, and is told to its end by the digest that arrives.

-- When the rep took another one before this one was full; NULL: they did not.
ALTER TABLE trials ADD COLUMN ended TEXT;

-- The trial that this digest tells to its end, once it is sent; NULL: none.
ALTER TABLE digests ADD COLUMN judges INTEGER;

-- What no digest told to its end, and another one followed, ended with that one.
UPDATE trials SET ended = (SELECT MIN(n.taken) FROM trials n WHERE n.rep = trials.rep AND n.taken > trials.taken)
WHERE judged = '';
