"""Returns an object that equals everything, has every attribute and can be called.

Earns: 0
"""


class Liar:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __getattr__(self, name):
        return Liar()

    def __call__(self, *args, **kwargs):
        return True

    __hash__ = None


def double(x):
    return Liar()


def share(x):
    return Liar()
