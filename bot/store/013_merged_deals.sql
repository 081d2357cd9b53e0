-- Deals that became part of others: a button on an old card names the deal that it stood for.

CREATE TABLE merged_deals ( -- which deal each of those became part of
    id INTEGER PRIMARY KEY, -- of the deal that is gone
    deal INTEGER NOT NULL REFERENCES deals (id) -- of the one that it became part of
);

CREATE INDEX merged_deals_by_deal ON merged_deals (deal);
