import torch

from autograder.judge import graded
from autograder.judge.scenarios import refusal

pytestmark = graded("PositionalEncoding")


def encoded(lesson, X, max_len=1000):
    """The sum of vectors and encodings."""
    return lesson.PositionalEncoding(X.shape[2], max_len=max_len).to(X.device)(X)


def two_calls(lesson, X):
    """A long sequence after a short one, whose result the caller changed."""
    model = lesson.PositionalEncoding(X.shape[2]).to(X.device)
    first = model(X[:, :2])
    kept = first.clone()
    first.data.mul_(0.0)
    return {"the first result": kept, "the second result": model(X)}


def dtype_under_another_default(lesson, d):
    """The dtype of P of a module that is made while float64 is PyTorch's default."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        return str(lesson.PositionalEncoding(d).P.dtype)
    finally:
        torch.set_default_dtype(before)


def parts(lesson, d, max_len, beside):
    """The buffer, and what becomes of it."""
    model = lesson.PositionalEncoding(d, 0.25, max_len)
    plain = lesson.PositionalEncoding(d)
    facts = {
        "P": model.P,
        "the dtype of P where float64 is the default": dtype_under_another_default(lesson, d),
        "P requires a gradient": model.P.requires_grad,
        "the list of names of the buffers": [name for name, _ in model.named_buffers()],
        "the number of parameters": len([*model.parameters()]),
        "the list of names in the state_dict": [*model.state_dict()],
        "p of dropout": model.dropout.p,
        "p of dropout by default": plain.dropout.p,
        "the shape of P by default": list(plain.P.shape),
    }
    model.eval().to(beside.device)
    facts["P is on the device that .to names"] = model.P.device == beside.device
    facts["the result of zeros"] = model(beside.new_zeros(1, max_len, d))
    facts["the module and its dropout stay in eval mode"] = not (model.training or model.dropout.training)
    facts["in float16, the result of zeros"] = model.half()(beside.new_zeros(1, 2, d).half())
    facts["in float64, the dtype of a result"] = str(model.double()(beside.new_zeros(1, 2, d).double()).dtype)
    return facts


def far(lesson, d, longest, like):
    """The last positions of a long sequence, in float16, because their angles in float32 are inexact."""
    model = lesson.PositionalEncoding(d, max_len=longest).to(like.device)
    return model(like.new_zeros(1, longest, d))[:, -4:].half()


def refusals(lesson, X):
    """Which lengths are refused."""
    found = {}
    for max_len in (1, X.shape[1] - 1):
        model = lesson.PositionalEncoding(X.shape[2], max_len=max_len).to(X.device)
        found[f"for one position more than {max_len}"] = refusal(ValueError, "", model, X[:, : max_len + 1])
        found[f"the result of {max_len}"] = model(X[:, :max_len])
    return found


def dropped(lesson, X, dropout, seed):
    """How entries of the sum are dropped in train mode."""
    torch.manual_seed(seed)
    model = lesson.PositionalEncoding(X.shape[2], dropout).to(X.device)
    both = torch.stack([model(X), model(X)])
    stays = model.training and model.dropout.training
    model.eval()
    torch.manual_seed(seed)  # however much was drawn, the generator is left in the same place
    whole = model(X)
    factors = (both / whole).detach()  # the entries of the sum are not near 0
    kept = factors > 0.5
    share = kept.double().mean().item()
    facts = {
        "entries kept are divided by 1 - dropout": bool(
            ((factors[kept] * (1 - dropout) - 1).abs() < 1e-3).all()
        ),
        "entries dropped are 0": bool((factors[~kept] == 0).all()),
        "the share that is kept is right": abs(share - 1 + dropout)
        < 6 * (dropout * (1 - dropout) / kept.numel()) ** 0.5,
        "the next call drops others": not torch.equal(*both),
        "the module and its dropout stay in train mode": stays,
        "the result in eval mode": whole,
    }
    for dim, name in enumerate(("call", "sequence", "position", "feature")):
        differs = kept.diff(dim=dim).double().mean().item()
        facts[f"each {name} drops independently"] = differs > dropout * (1 - dropout)
    return facts


def on_all(compare):
    """float32 alone, because the encodings are float32 numbers."""
    return compare.on("plain", "strided", "gradient")


def test_sines_and_cosines(compare, draw):
    """Sines and cosines alternate, and the waves get longer from feature to feature."""
    on_all(compare)(encoded, X=draw.normal(2, 5, 8))
    on_all(compare)(encoded, X=draw.normal(3, 9, 4))


def test_odd_size(compare, draw):
    """An odd d ends with a sine, and a single feature is a sine."""
    for d in (7, 3, 1):
        on_all(compare)(encoded, X=draw.normal(2, 6, d))


def test_sizes(compare, draw):
    """Sequences, positions and features are not confused, even if all sizes are equal or 1."""
    for shape in ((4, 4, 4), (1, 3, 2), (3, 2, 1), (5, 1, 6), (1, 1, 1), (2, 7, 10)):
        on_all(compare)(encoded, X=draw.normal(*shape))


def test_zeros(compare, draw):
    """Vectors of 0 show the encodings: every position has others, and all sequences the same."""
    on_all(compare)(encoded, X=torch.zeros(2, 12, 6))


def test_max_len(compare, draw):
    """As many positions as max_len are fine. One more raises a ValueError, also if max_len is 1."""
    compare.on("plain")(refusals, X=draw.normal(2, draw.integer(3, 6), 4))
    on_all(compare)(encoded, X=draw.normal(2, 5, 3), max_len=5)


def test_far_positions(compare, draw):
    """Thousands of positions and hundreds of features are right too."""
    for d in (5, 145):
        compare.on("plain")(far, d=d, longest=draw.integer(2990, 3010), like=draw.normal(1))
    on_all(compare)(encoded, X=draw.normal(2, 20, 3))


def test_parts(compare, draw):
    """P is a float32 buffer outside the state_dict, and .to moves it. There is nothing else."""
    for d in (4, 5):
        compare.on("plain")(parts, d=d, max_len=draw.integer(6, 9), beside=draw.normal(1))
    on_all(compare)(encoded, X=draw.normal(2, 3, 4))


def test_two_calls(compare, draw):
    """A call leaves nothing behind, and nobody can change P through a result."""
    compare.on("plain", "gradient")(two_calls, X=draw.normal(1, 5, 4))


def test_dropout(compare, draw):
    """In train mode each entry of the sum is dropped or scaled independently; in eval mode none is."""
    signs = draw.shuffled([1.0, -1.0] * 6).reshape(1, 1, 12)
    X = signs * draw.uniform(6, 10, 12, low=2.0, high=4.0)
    compare.on("plain")(dropped, X=X, dropout=0.3, seed=draw.seed())
    on_all(compare)(encoded, X=X[:2, :3])


def test_whole_tensors(compare, draw):
    """Sequences and positions are encoded at once, without a Python loop."""
    compare.on("plain", "gradient").vectorised(
        lambda sequences, positions, features: {"X": draw.normal(sequences, positions, features)}, encoded
    )
