import warnings

import torch
from torch import nn

from autograder.judge import graded
from autograder.judge.scenarios import anatomy, loaded

pytestmark = graded("Seq2SeqAttentionDecoder")


def made(lesson, weights, dropout=0.0):
    vocab_size, embed_size = weights["embedding.weight"].shape
    layers = sum(name.startswith("rnn.weight_ih") for name in weights)
    sizes = (vocab_size, embed_size, weights["dense.weight"].shape[1], layers, dropout)
    return loaded(lesson, "Seq2SeqAttentionDecoder", sizes, weights)


def decode(lesson, weights, X, encoded, valid_lens=None, pieces=1):
    """The scores of each piece of the tokens, and the last state. A piece goes on from the one before."""
    model = made(lesson, weights)
    state = model.init_state(encoded, valid_lens)
    scores = []
    for part in X.chunk(pieces, dim=1):
        part_scores, state = model(part, state)
        scores.append(part_scores)
    return {
        "the scores of each part": scores,
        "the last state": state,
        "the attention weights of the last step": model.attention.attention_weights,
    }


def first_state(lesson, weights, X, encoded, valid_lens):
    """The state that is made of an encoder's results, and what is read from it."""
    model = made(lesson, weights)
    state = model.init_state(encoded, valid_lens)
    return {"the first state": state, "the tensor of scores": model(X, state)[0]}


def from_one_state(lesson, weights, X, encoded, valid_lens):
    """Two calls that start from the same state, which must stay as it was."""
    model = made(lesson, weights)
    _, state = model(X[:, :1], model.init_state(encoded, valid_lens))
    outputs, (h, c), _ = state
    kept = [x.clone() for x in (outputs, h, c)]
    scores, after = model(X[:, 1:], state)
    again, _ = model(X[:, 1:], state)
    return {
        "the tensor of scores": scores,
        "a second call from the same state gives the same scores": torch.equal(scores, again),
        "the tensors of the given state are as they were": all(map(torch.equal, kept, (outputs, h, c))),
        "the given state holds its old tensors": state[1][0] is h and state[1][1] is c,
        "the new state is another tuple than the given one": after is not state,
    }


def parts(lesson, weights, X, encoded, seed):
    torch.manual_seed(seed)
    first = lesson.Seq2SeqAttentionDecoder(5, 2, 3, 2)
    model = made(lesson, weights, dropout=0.25)
    kinds = {
        "embedding": nn.Embedding,
        "attention": lesson.AdditiveAttention,
        "rnn": nn.LSTM,
        "dense": nn.Linear,
    }
    found = anatomy(model)
    model.eval()
    model.embedding.requires_grad_(False)
    model.dense.bias.grad = torch.ones_like(model.dense.bias)
    scores, _ = model(X, model.init_state(encoded, None))
    return {
        **found,
        "the first weights": {name: p.detach() for name, p in first.named_parameters()},
        "a frozen embedding stays frozen": not model.embedding.weight.requires_grad,
        "the grad of dense is as it was": bool((model.dense.bias.grad == 1).all()),
        "all parts stay in eval mode": not any(part.training for part in model.modules()),
        **{
            f"{name} is of class {kind.__name__}": isinstance(getattr(model, name), kind)
            for name, kind in kinds.items()
        },
        "p of attention.dropout": model.attention.dropout.p,
        "dropout of rnn": model.rnn.dropout,
        "dropout of rnn by default": first.rnn.dropout,
        "the tensor of scores in eval mode": scores,
    }


def gradients(lesson, weights, X, encoded, valid_lens, cotangent):
    model = made(lesson, weights)
    scores, _ = model(X, model.init_state(encoded, valid_lens))
    scores.backward(cotangent.detach())
    outputs, (h, c) = encoded
    return {
        "the tensor of scores": scores.detach(),
        "the gradients of the parameters": {name: p.grad for name, p in model.named_parameters()},
        **{
            f"the gradient of the encoder's {name}": x.grad
            for name, x in zip(("outputs", "h", "c"), (outputs, h, c), strict=True)
        },
    }


def dropping(lesson, weights, token, encoded, dropout, count=150):
    """Where the source has one step, its context is kept, divided by 1 - dropout, or dropped, that is 0."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an nn.LSTM of one layer warns that its dropout has no effect
        model = made(lesson, weights, dropout)

    def scores(count, factors=1.0, lens=None):
        outputs, h, c = (x.expand(-1, count, -1).contiguous() for x in (encoded[0], *encoded[1]))
        state = model.init_state((factors * outputs, (h, c)), lens)
        return model(token.expand(count, 1), state)[0].squeeze(1)  # [count,V]

    random = scores(count)
    with torch.no_grad():  # which changes nothing
        again = scores(count)
    stays = all(part.training for part in model.modules())
    both = torch.cat([random, again])
    model.eval()
    factors = token.new_tensor([1, 1 / (1 - dropout), 1], dtype=random.dtype).reshape(1, 3, 1)
    plain, kept, dropped = scores(3, factors, token.new_tensor([1, 1, 0]))
    is_kept, is_dropped = (((both - x).abs() < 1e-4).all(dim=1) for x in (kept, dropped))
    share = is_kept.double().mean().item()
    return {
        "the tensor of scores in eval mode": plain,
        "the scores in eval mode with a scaled context and without a context": [kept, dropped],
        "in train mode a context is divided by 1 - dropout, or dropped": bool((is_kept | is_dropped).all()),
        "the share that is kept is right": abs(share - 1 + dropout)
        < 6 * (dropout * (1 - dropout) / len(both)) ** 0.5,
        "the next call drops others": not torch.equal(random, again),
        "all parts stay in train mode": stays,
    }


def task(draw, B=3, T=2, S=5, V=7, E=2, H=3, L=2):
    """Weights of which no two parts are alike, tokens, and what an encoder returns: outputs and (h, c)."""
    shapes = {"embedding.weight": (V, E), "dense.weight": (V, H), "dense.bias": (V,)}
    for layer in range(L):
        shapes[f"rnn.weight_ih_l{layer}"] = (4 * H, H + E if layer == 0 else H)
        shapes[f"rnn.weight_hh_l{layer}"] = (4 * H, H)
        shapes |= {f"rnn.bias_{part}_l{layer}": (4 * H,) for part in ("ih", "hh")}
    # Large attention weights, since a softmax that is nearly flat would hide which query was used.
    attention = {
        "attention.W_q.weight": (H, H),
        "attention.W_k.weight": (H, H),
        "attention.w_v.weight": (1, H),
    }
    weights = {name: draw.normal(*shape, scale=0.6) for name, shape in shapes.items()}
    weights |= {name: draw.normal(*shape, scale=3.0) for name, shape in attention.items()}
    encoded = (draw.normal(S, B, H), (draw.normal(L, B, H), draw.normal(L, B, H)))
    return {"weights": weights, "X": draw.integers(0, V, B, T), "encoded": encoded}


def test_scores_and_state(compare, draw):
    """The result is the scores of all steps, and the state after the last step."""
    compare(decode, **task(draw))


def test_equal_sizes(compare, draw):
    """Context and embedding, sequences and steps are not confused, even if all sizes are equal."""
    compare(decode, **task(draw, B=2, T=2, S=2, V=2, E=2, H=2, L=2))


def test_one_step(compare, draw):
    """For the first token, the query is the encoder's hidden state of the last layer."""
    compare(decode, **task(draw, B=4, T=1, L=2))


def test_sizes_of_one(compare, draw):
    """One sequence, one step of the source, one feature or one hidden unit keeps its dimension."""
    compare(decode, **task(draw, B=1, T=1, S=1, E=1, H=1, L=1), valid_lens=torch.tensor([1]))


def test_lengths(compare, draw):
    """At every step, padding of the source has no effect on the context. A length may be 0."""
    drawn = task(draw, B=4, S=5, L=1)
    drawn["encoded"][0][4:] = 100.0
    compare(decode, **drawn, valid_lens=draw.shuffled([4, 0, 3, 2]))


def test_first_state(compare, draw):
    """The first state holds the encoder's outputs batch-major, its (h, c) and the lengths."""
    compare(first_state, **task(draw, B=3, T=1, S=5), valid_lens=draw.integers(1, 6, 3))


def test_going_on(compare, draw):
    """With the returned state, reading in pieces gives the same scores as all tokens at once."""
    compare(decode, **task(draw, T=2, L=1), valid_lens=draw.integers(1, 6, 3), pieces=2)


def test_long_sequences(compare, draw):
    """A hundred steps of hundreds of tokens are right too, of fewer sequences than steps."""
    drawn = task(draw, B=2, T=104, S=3, V=200, E=2, H=2, L=1)
    drawn["X"][:, ::2] = draw.integers(128, 200, 2, 52)  # which int8 can't hold
    compare.on("plain")(decode, **drawn)


def test_state_stays(compare, draw):
    """A call does not change the given state, so a second call with it gives the same result."""
    compare(from_one_state, **task(draw, L=1), valid_lens=draw.integers(1, 6, 3))


def test_parts(compare, draw):
    """It has the four layers of the docstring, made in this order. A call leaves them as they are."""
    compare.on("plain")(parts, **task(draw, T=1), seed=draw.seed())


def test_gradient_of_the_layers(compare, draw):
    """The gradient reaches all layers and the encoder's results, through all steps."""
    drawn = {**task(draw, V=5, L=1), "valid_lens": draw.integers(1, 6, 3)}
    drawn["X"][0] = 0  # token 0 is like the others
    compare(gradients, **drawn, cotangent=draw.normal(3, 2, 5))


def test_dropout(compare, draw):
    """In train mode, a decoder with one layer drops attention weights and nothing else."""
    drawn = task(draw, B=1, T=1, S=1, E=3, H=4, L=1)
    compare(dropping, weights=drawn["weights"], token=drawn["X"], encoded=drawn["encoded"], dropout=0.3)


def test_whole_tensors(compare, draw):
    """Sequences, steps of the source and features are computed at once; only the tokens need a loop."""
    compare.vectorised(
        lambda sequences, source, features: {
            **task(draw, B=sequences, S=source, E=features, H=features, L=1),
            "valid_lens": draw.lengths(source, sequences),
        },
        decode,
    )
