"""Every number that Kairos tells, each a small pure function with its formula and its source.

A measure has two halves, so that the rep's number and the team's are one definition:

    see        fact -> observation, or None when the fact is no data for it: ``covered``, ``plan_kept``, ...
    sum up     observations -> number: ``rate``, ``shares``, ``calibration``, ``earned_difference``, ...

    facts ──► see ──► observations ──► sum up ──► the rep's own number
      └─────► team_figure(facts, see, sum_up, ...) ──► TeamFigure, or TooFew where the group rule forbids one

An observation does not know its rep, so nothing that is summed up for a manager can name one.

    facts.py         what a query delivers, one row each; weeks in the team's zone
    rates.py         a count of so many with Wilson's interval, differences with Newcombe's, shares
    reflections.py   coverage, advance rate, earned difference, plan kept, barriers, lens, grounds, changes
    calibration.py   said against happened: Brier and the three bands
    deals.py         effort balance of calls
    feedback.py      51/49, and what was answered within three working days
    group.py         a private number for a manager, or TooFew
"""
