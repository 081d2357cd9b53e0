"""Kairos in Slack. Slack's own words (ack, block, view, trigger) are at home here and nowhere else."""
