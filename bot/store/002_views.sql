-- Views to recompute each number from the stored answers, with nothing but `sqlite3 kairos.db`. Applied once, never
-- changed. The definitions are those of the coaching model; `.schema checks` shows each with its comments.

CREATE VIEW checks AS
-- One row for each submitted check (flow precall), as it stands after the rep's last edit.
-- team: the deal's. chance: percent. proofs: how many were chosen. pushed: the ground the coach pushed back on, NULL
-- if it did not. kept: 1 when the rep kept theirs all the same, 0 when they changed it, NULL when nothing was said.
SELECT
    s.id AS session, s.rep, d.team, s.deal, s.submitted, s.submitted_us, s.theme,
    (SELECT a.value FROM answers a WHERE a.session = s.id AND a.question = 'know' AND a.n = 0) AS know,
    (SELECT a.value FROM answers a WHERE a.session = s.id AND a.question = 'difference' AND a.n = 0) AS difference,
    (SELECT a.value FROM answers a WHERE a.session = s.id AND a.question = 'doubt' AND a.n = 0) AS doubt,
    (SELECT a.value FROM answers a WHERE a.session = s.id AND a.question = 'question' AND a.n = 0) AS question,
    (SELECT a.value FROM answers a WHERE a.session = s.id AND a.question = 'advance' AND a.n = 0) AS advance,
    (SELECT CAST(a.value AS INTEGER) FROM answers a
        WHERE a.session = s.id AND a.question = 'chance' AND a.n = 0) AS chance,
    (SELECT COUNT(*) FROM answers a WHERE a.session = s.id AND a.question = 'proof') AS proofs,
    s.seconds, s.push_ground AS pushed, s.push_kept AS kept
FROM sessions s JOIN deals d ON d.id = s.deal
WHERE s.flow = 'precall' AND s.status = 'submitted';

CREATE VIEW reflections AS
-- One row for each submitted reflection (flow postcall), as it stands after the rep's last edit.
-- outcome: order if the buyer signs; advance if they own any other step; no-sale if they said no; continuation
-- otherwise. success: 1 for order and advance. has_signal: 1 if a signal other than 'none' was seen. covered: 1 if the
-- same rep submitted a check for the same deal in the 48 hours before. check_id: the check it was held against.
SELECT
    s.id AS session, s.rep, d.team, s.deal, s.submitted, s.submitted_us, s.theme,
    CASE
        WHEN EXISTS (SELECT 1 FROM answers a
            WHERE a.session = s.id AND a.question = 'agreed' AND a.value = 'sign') THEN 'order'
        WHEN EXISTS (SELECT 1 FROM answers a
            WHERE a.session = s.id AND a.question = 'agreed' AND a.value NOT IN ('nothing', 'no')) THEN 'advance'
        WHEN EXISTS (SELECT 1 FROM answers a
            WHERE a.session = s.id AND a.question = 'agreed' AND a.value = 'no') THEN 'no-sale'
        ELSE 'continuation'
    END AS outcome,
    CASE
        WHEN EXISTS (SELECT 1 FROM answers a
            WHERE a.session = s.id AND a.question = 'agreed' AND a.value NOT IN ('nothing', 'no')) THEN 1
        ELSE 0
    END AS success,
    CASE
        WHEN EXISTS (SELECT 1 FROM answers a
            WHERE a.session = s.id AND a.question = 'signals' AND a.value <> 'none') THEN 1
        ELSE 0
    END AS has_signal,
    (SELECT a.value FROM answers a WHERE a.session = s.id AND a.question = 'barrier' AND a.n = 0) AS barrier,
    (SELECT a.value FROM answers a WHERE a.session = s.id AND a.question = 'plan' AND a.n = 0) AS plan,
    (SELECT a.value FROM answers a WHERE a.session = s.id AND a.question = 'learning' AND a.n = 0) AS learning,
    (SELECT a.value FROM answers a WHERE a.session = s.id AND a.question = 'lens' AND a.n = 0) AS lens,
    CASE
        WHEN EXISTS (SELECT 1 FROM sessions c
            WHERE c.deal = s.deal AND c.flow = 'precall' AND c.rep = s.rep AND c.status = 'submitted'
                AND c.submitted_us <= s.submitted_us
                AND c.submitted_us >= s.submitted_us - 172800000000) THEN 1 -- 48 hours in microseconds
        ELSE 0
    END AS covered,
    s.check_id, s.seconds
FROM sessions s JOIN deals d ON d.id = s.deal
WHERE s.flow = 'postcall' AND s.status = 'submitted';

CREATE VIEW deal_glasses AS
-- One row for each deal: how many of its conditions are full, and how many are known, watch-my-back counted.
SELECT d.id AS deal, d.team, d.name, COALESCE(SUM(c.is_full), 0) AS "full", COUNT(c.id) AS known
FROM deals d LEFT JOIN conditions c ON c.deal = d.id
GROUP BY d.id, d.team, d.name;

CREATE VIEW deal_effort AS
-- One row for each deal: steps that the buyer owns, and all steps, named in its submitted reflections.
SELECT
    d.id AS deal, d.team, d.name,
    COALESCE(SUM(CASE WHEN s.id IS NULL THEN 0 ELSE t.theirs END), 0) AS theirs, COUNT(s.id) AS steps
FROM deals d
LEFT JOIN steps t ON t.deal = d.id
LEFT JOIN sessions s ON s.id = t.session AND s.flow = 'postcall' AND s.status = 'submitted'
GROUP BY d.id, d.team, d.name;

CREATE VIEW forecasts AS
-- One row for each reflection that was held against a check with a step and a chance.
-- said: the chance as a share of one. happened: 1 if the outcome is order or advance. step: the one that was hoped for.
SELECT
    r.session AS reflection, c.session AS check_id, r.rep, r.team, r.deal, r.submitted, r.submitted_us,
    c.advance AS step, c.chance / 100.0 AS said, r.success AS happened
FROM reflections r JOIN checks c ON c.session = r.check_id
WHERE c.chance IS NOT NULL AND c.advance IS NOT NULL;
