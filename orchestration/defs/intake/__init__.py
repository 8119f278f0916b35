"""Intake: pull what institutions hand in, archive it, read it. Its work is done in `sources`."""
