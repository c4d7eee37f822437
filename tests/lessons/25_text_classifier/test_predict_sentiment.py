import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("predict_sentiment")

WORDS = ["<pad>", "<unk>", "good", "bad", "film", "not"]


class Scores(nn.Module):
    """The scores are sums over the tokens of rows of a table. A later token counts more.

    It notes what it reads, and in which mode and with which gradients recorded.
    """

    def __init__(self, table):
        super().__init__()
        self.table = nn.Parameter(table.detach().clone())
        self.drop = nn.Dropout(1.0)
        self.seen = {}

    def forward(self, ids):
        self.seen = {
            "the ids that the net reads": ids.tolist(),
            "the dtype of the ids": str(ids.dtype),
            "the net is in eval mode during the call": not any(part.training for part in self.modules()),
            "gradients are recorded during the call": torch.is_grad_enabled(),
        }
        places = torch.arange(1, ids.shape[1] + 1, device=ids.device).to(self.table.dtype)
        return (self.drop(self.table)[ids] * places[:, None]).sum(dim=1)


class Fixed(nn.Module):
    """These scores, whatever it reads; it notes the device of the ids."""

    def __init__(self, scores):
        super().__init__()
        self.scores, self.devices = scores, []

    def forward(self, ids):
        self.devices.append(ids.device.type)
        return self.scores.expand(len(ids), 2)


def asked(lesson, table, vocab, tokens):
    """The answer, and what the net saw."""
    net = Scores(table)
    return {"the sentiment": lesson.predict_sentiment(net, vocab, tokens), **net.seen}


def asked_in_half(lesson, table, vocab, tokens):
    net = Scores(table.half())
    return {"the sentiment": lesson.predict_sentiment(net, vocab, tokens), **net.seen}


def of_scores(lesson, scores, vocab):
    """The answers for several pairs of scores."""
    return {
        f"the sentiment of the scores {negative:g} and {positive:g}": lesson.predict_sentiment(
            Fixed(torch.tensor([[negative, positive]])), vocab, ["good"]
        )
        for negative, positive in scores
    }


def modes_of(net):
    return {name or "the net": "train" if part.training else "eval" for name, part in net.named_modules()}


def nested(table, training):
    """A net in one mode, with parts in the other one; one part is shared by two others, one has buffers."""
    shared = nn.Dropout(0.5)
    net = Scores(table)
    net.body = nn.Sequential(shared, nn.Sequential(shared, nn.BatchNorm1d(2, affine=False)))
    net.train(training)
    net.body[1].train(not training)
    return net


def modes_afterwards(lesson, table, vocab, tokens):
    found = {}
    for training in (True, False):
        net = nested(table, training)
        name = "train" if training else "eval"
        found[f"the sentiment of a net in {name} mode"] = lesson.predict_sentiment(net, vocab, tokens)
        found[f"the modes after a call of a net in {name} mode"] = modes_of(net)
    return found


def modes_after_an_exception(lesson, table, vocab, tokens):
    """The net fails: one of the ids has no row in its table."""
    net = nested(table[:1], True)
    return {
        "the exception": refusal(IndexError, "", lesson.predict_sentiment, net, vocab, tokens),
        "the modes after an exception": modes_of(net),
        "gradients are recorded after an exception": torch.is_grad_enabled(),
        "the sentiment of a net that works": lesson.predict_sentiment(nested(table, True), vocab, tokens),
    }


def traces(lesson, table, vocab, tokens, outside):
    """What the call leaves behind of gradients and parameters."""
    net = Scores(table)
    net.frozen = nn.Parameter(torch.ones(1), requires_grad=False)
    net.table.grad = torch.ones_like(net.table)
    with torch.set_grad_enabled(outside):
        sentiment = lesson.predict_sentiment(net, vocab, tokens)
        afterwards = torch.is_grad_enabled()
    return {
        "the sentiment": sentiment,
        **net.seen,
        "gradients are recorded after the call": afterwards,
        "the table is still to be trained": net.table.requires_grad,
        "what is frozen still is": not net.frozen.requires_grad,
        "the grad of the table is as it was": bool((net.table.grad == 1).all()),
        "the table is as it was": torch.equal(net.table.detach(), table.detach()),
    }


def on_a_device(lesson, vocab, tokens, devices):
    """A net with a parameter on each of these devices. That of the first one tells where the ids go."""
    net = Fixed(torch.tensor([[0.0, 1.0]]))
    for place, device in enumerate(devices):
        net.register_parameter(f"p{place}", nn.Parameter(torch.empty(1, device=device)))
    return {
        "the sentiment": lesson.predict_sentiment(net, vocab, tokens),
        "the device of the ids": net.devices[-1],
    }


def drawn(draw, *tokens, words=WORDS):
    """A vocabulary with ids in random order, and a table of scores."""
    ids = draw.permutation(len(words)).tolist()
    vocab = dict(zip(words, ids, strict=True))
    return {"table": draw.normal(len(words), 2), "vocab": vocab, "tokens": list(tokens)}


def clear(inputs, positive=True):
    """The same with scores that leave no doubt, even if some tokens are left out."""
    inputs["table"][:, int(positive)] += 20.0
    return inputs


def test_tokens(compare, draw):
    """The net reads the ids of the tokens, in their order, as a batch of one text. It may be in float16."""
    compare.on("plain")(asked_in_half, **clear(drawn(draw, "good", "film")))
    for positive in (True, False):
        compare(asked, **clear(drawn(draw, "not", "good", "film"), positive))
    compare(asked, **clear(drawn(draw, "bad"), draw.integer(0, 2) == 1))


def test_answer(compare, draw):
    """The larger of the two scores decides, whatever their signs. Equal scores are negative."""
    scores = [(1.0, 2.0), (2.0, 1.0), (-1.0, -2.0), (-2.0, -1.0), (0.5, 0.5), (0.0, 0.0), (-3.0, -3.0)]
    shift = draw.integer(0, 3)
    scores += [(0.25 + shift, 0.5 + shift), (shift - 0.5, shift - 4.0), (-1.0, 1.0), (1.0, -1.0)]
    scores += [(0.0, 1e-9), (-1e-9, 0.0), (1e-9, 0.0), (2000.0, 2001.0), (-2000.0, -2001.0)]  # close or large
    compare(of_scores, scores=scores, vocab=drawn(draw)["vocab"])


def test_unknown_tokens(compare, draw):
    """Unknown tokens are read as <unk>. Tokens are looked up as they are, and may be in a tuple."""
    compare(asked, **clear(drawn(draw, "oscar", "good", "xyz")))
    compare(asked, **clear(drawn(draw, "Good", "FILM", "bad ", "<pad>")))
    compare(asked, **{**clear(drawn(draw)), "tokens": ("film", "xyz")})


def test_no_tokens(compare, draw):
    """Without a token, the net reads <pad> alone."""
    compare(asked, **clear(drawn(draw)))
    compare(asked, **{**clear(drawn(draw), False), "tokens": ()})


def test_any_ids(compare, draw):
    """Ids may be any, and the special tokens may stand anywhere in the vocabulary."""
    for words in (WORDS, WORDS[::-1], ["good", "<unk>", "film", "<pad>"]):
        inputs = clear(drawn(draw, "good", "xyz", "film", words=words))
        inputs["vocab"] = {word: place for place, word in enumerate(words)}
        compare(asked, **inputs)


def test_long_texts(compare, draw):
    """Hundreds of tokens and of words are right too. Nothing is cut off."""
    words = ["<pad>", "<unk>", *(f"word{number}" for number in range(400))]
    tokens = [words[i] for i in draw.integers(1, 400, 300).tolist()]
    compare(asked, **clear(drawn(draw, *tokens, words=words)))


def test_modes(compare, draw):
    """The net predicts in eval mode. Afterwards each submodule has the mode that it had before."""
    compare(modes_afterwards, **clear(drawn(draw, "good", "film")))


def test_modes_after_an_exception(compare, draw):
    """If the net raises an exception, it gets through, and the modes are restored."""
    inputs = clear(drawn(draw, "good", "film"))
    inputs["vocab"] = {word: place for place, word in enumerate(WORDS)}
    compare(modes_after_an_exception, **inputs)


def test_gradients(compare, draw):
    """No gradient is recorded during the call, which changes neither the grad mode nor a parameter."""
    for outside in (True, False):
        compare(traces, **clear(drawn(draw, "good", "film")), outside=outside)


def test_device(compare, draw):
    """The ids go to the device of the first parameter, or to the CPU if the net has none."""
    inputs = {"vocab": drawn(draw)["vocab"], "tokens": ["good"]}
    for devices in (["meta", "cpu"], ["cpu", "meta"], []):
        compare.on("plain")(on_a_device, **inputs, devices=devices)
