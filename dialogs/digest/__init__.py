"""The week, told: facts of a team -> a digest for each rep and for the manager, as Documents.

    facts.py      what the store delivers of a team: a handful of queries for all digests
    own.py        the facts of each rep, grouped once for the whole team
    told.py       a rate, a band, a few names, in words
    chosen.py     the three facts of a rep's digest, by rules
    trials.py     experiments: which to offer, and how far the one that was taken is
    came.py       the same in words that claim no more than its numbers do
    rep.py        the rep's digest
    team.py       the one place where private facts become team figures: ManagerWeek
    figures.py    a team's figures as blocks
    manager.py    the manager's digest, and what it says of each rep

    TeamFacts ──► own.py ──► rep.py ───────────────► a Document for each rep
        └───────► team.py ──► ManagerWeek ──► manager.py ──► Written: the Document and its parts by rep

manager.py never sees TeamFacts, and nothing private can be put into a ManagerWeek.
"""
