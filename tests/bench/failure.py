"""The benchmark cannot go on: what, where, and what to do."""


class Failure(Exception):
    pass
