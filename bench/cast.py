"""The people who are measured, and the view that finds twenty."""


def add():
    pass
