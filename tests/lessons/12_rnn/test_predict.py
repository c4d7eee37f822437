import torch

from autograder.judge import graded

pytestmark = graded("predict")


class Writer:
    """A character model that writes down how it is called.

    Args:
        weights: of the characters [V,H], of the state [H,H] and of the scores [H,V].
        state: the first state. Its first tensor is h [1,H]; the others are slow memories of it.
    """

    def __init__(self, weights, state):
        self.of_character, self.of_state, self.of_scores = weights
        self.last, self.ids, self.shapes = state, [], []
        self.wrong_state = self.recorded = self.elsewhere = False

    def __call__(self, X, state):
        self.shapes.append([list(X.shape), str(X.dtype)])
        self.ids.append(int(X))
        self.wrong_state |= state is not self.last
        self.recorded |= torch.is_grad_enabled()
        self.elsewhere |= X.device != state[0].device
        h, *slow = state
        h = torch.tanh(self.of_character[X[0]] + h @ self.of_state + sum(slow))
        self.last = (h, *[0.8 * memory + 0.1 * h for memory in slow])
        return (h @ self.of_scores).unsqueeze(0), self.last


def written(lesson, prefix, num_chars, state, alphabet, weights, calls=True):
    """A text, and how the model was called."""
    model = Writer(weights, state)
    ids = {character: index for index, character in enumerate(alphabet)}
    text = lesson.predict(prefix, num_chars, model, state, list(alphabet), ids)
    found = {"the text": text, "the grad mode is as it was before the call": torch.is_grad_enabled()}
    if not calls:
        return found
    return {
        **found,
        "the list of ids that are fed": model.ids,
        "the list of shapes and dtypes of X": model.shapes,
        "a call gets another state than the call before returned": model.wrong_state,
        "the grad mode is on while the model is called": model.recorded,
        "X is on another device than the state": model.elsewhere,
    }


def written_by_scores(lesson, prefix, num_chars, state, alphabet, scores):
    """A text whose model gives the same scores at each step; the characters and ids are in a tuple."""
    ids = {character: index for index, character in enumerate(alphabet)}

    def step(X, state):
        return scores.reshape(1, 1, -1), state

    return lesson.predict(prefix, num_chars, step, state, tuple(alphabet), ids)


def written_after_an_error(lesson, prefix, num_chars, state, alphabet, weights):
    """Whether autograd records again after the model has failed."""
    ids = {character: index for index, character in enumerate(alphabet)}

    def failing(X, state):
        raise ZeroDivisionError("the model fails")

    failed = False
    try:
        lesson.predict(prefix, num_chars, failing, state, list(alphabet), ids)
    except ZeroDivisionError:
        failed = True
    return {
        "the model's error is passed on": failed,
        "the grad mode is as it was before the call": torch.is_grad_enabled(),
        "the text": lesson.predict(prefix, num_chars, Writer(weights, state), state, list(alphabet), ids),
    }


def written_without_autograd(lesson, **inputs):
    """A text that is written where autograd is off already."""
    with torch.no_grad():
        return written(lesson, **inputs)


def author(draw, prefix_length, num_chars, characters=9, hidden=6, slow=0):
    """A model with random weights, an alphabet in random order, and a prefix of it."""
    letters = "abcdefghijklmnopqrstuvwxyz .,;!"
    alphabet = "".join(letters[i] for i in draw.permutation(len(letters))[:characters])
    prefix = "".join(alphabet[i] for i in draw.integers(0, characters, prefix_length))
    return {
        "prefix": prefix,
        "num_chars": num_chars,
        "state": tuple(draw.normals(*[(1, hidden)] * (slow + 1))),
        "alphabet": alphabet,
        "weights": draw.normals((characters, hidden), (hidden, hidden), (hidden, characters), scale=1.5),
    }


def test_text(compare, draw):
    """The prefix warms the model up; then each new character is fed for the next one."""
    compare(written, **author(draw, 4, 12))
    compare(written, **author(draw, 11, 5))


def test_short_prefix(compare, draw):
    """A prefix of one character is enough, and a single new character needs no more than the prefix."""
    compare(written, **author(draw, 1, 9))
    compare(written, **author(draw, 1, 1))
    compare(written, **author(draw, 5, 1))


def test_nothing_to_add(compare, draw):
    """With num_chars = 0 the result is the prefix."""
    for length in (1, 6):
        compare(written, **author(draw, length, 0), calls=False)
    compare(written, **author(draw, 3, 4))


def test_state(compare, draw):
    """The first call gets the given state, each later one that of the call before; it may have more parts."""
    compare(written, **author(draw, 3, 10, slow=1))
    compare(written, **author(draw, 2, 8, slow=2))
    drawn = author(draw, 3, 6)
    compare(written, **{**drawn, "state": (*drawn["state"], 0.5)})


def test_long_text(compare, draw):
    """Prefix and text may have hundreds of characters."""
    compare(written, **author(draw, draw.integer(120, 140), draw.integer(260, 280)))


def test_vocabularies(compare, draw):
    """The alphabet may be in any order, and it may have a single character."""
    compare(written, **author(draw, 3, 10, characters=31))
    compare(written, **author(draw, 2, 3, characters=1))
    compare(written, **author(draw, 3, 6, characters=2, hidden=1))


def test_scores(compare, draw):
    """The highest score wins, whatever its sign. In a tie the lowest id wins."""
    drawn = author(draw, 3, 4)
    del drawn["weights"]
    for best in ([7], [2, 5], [0, 8], [3, 4, 6], list(range(9))):
        scores = torch.full((9,), -3.0).index_fill(0, torch.tensor(best), -1.0)
        compare(written_by_scores, **drawn, scores=scores)
        compare(written_by_scores, **drawn, scores=100.0 * scores + 250.0)


def test_autograd(compare, draw):
    """Autograd doesn't record while the model is called, but does again afterwards, even after an error."""
    compare(written, **author(draw, 2, 3))
    compare(written_without_autograd, **author(draw, 3, 2))
    compare(written_after_an_error, **author(draw, 2, 3))
