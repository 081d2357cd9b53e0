-- Deals that are cared for by hand: how one was closed, and who filled a glass outside of any session.

-- won, lost, moved-on; NULL: open.
ALTER TABLE deals ADD COLUMN closed_as TEXT;

-- A person, where the glass was filled in no session; NULL: nobody, or somebody who was forgotten.
ALTER TABLE conditions ADD COLUMN filled_by INTEGER;
