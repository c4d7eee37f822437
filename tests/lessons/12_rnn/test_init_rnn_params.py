import torch

from autograder.judge import graded
from autograder.judge.scenarios import seeded

pytestmark = graded("init_rnn_params")
STD = 0.01
RANDOM, BIASES = (0, 1, 3), (2, 4)


def facts(params, which="parameters"):
    """What can be said of parameters without naming their random numbers."""
    leaves = [p.is_leaf and p.requires_grad for p in params]
    return {
        f"the list of shapes of the {which}": [list(p.shape) for p in params],
        f"the list of dtypes of the {which}": [p.dtype for p in params],
        f"the list of devices of the {which}": [p.device.type for p in params],
        f"each of the {which} is a leaf that requires gradients": all(leaves),
        f"the list of biases of the {which}": [params[i].detach().clone() for i in BIASES],
        f"the list of grads of the {which}": [p.grad for p in params],
        f"the {which} are in a tuple": isinstance(params, tuple),
    }


def drawn(params):
    """The random weights, divided by their spread, as a backward pass leaves them."""
    weights = [params[i] for i in RANDOM]
    sum((W.square() / 2).sum() for W in weights).backward()
    return [W.grad / STD for W in weights]


def weights(lesson, like, seed, sizes, which):
    return drawn(lesson.init_rnn_params(*sizes, like.device, seeded(like, seed)))[which]


def largest(lesson, like, seed, sizes):
    """The size of the largest weight of each row."""
    matrices = drawn(lesson.init_rnn_params(*sizes, generator=seeded(like, seed)))
    return torch.cat([W.abs().amax(1) for W in matrices])


def totals(lesson, like, seed, number):
    """Of many small networks, the sums of each matrix, scaled to a spread of 1, and the sums of squares."""
    generator = seeded(like, seed)
    found = []
    for _ in range(number):
        matrices = drawn(lesson.init_rnn_params(3, 4, generator=generator))
        found += [W.sum() / W.numel() ** 0.5 for W in matrices]
        found += [W.square().sum() / W.numel() ** 0.5 for W in matrices]
    return torch.stack(found)


def sums_of_matrices(lesson, like, seed, size):
    """The sum of all matrices of two networks, scaled to a spread of 1."""
    generator = seeded(like, seed)
    nets = [lesson.init_rnn_params(size, size, generator=generator) for _ in range(2)]
    return sum(W for net in nets for W in drawn(net)) / 6**0.5


def sums_of_mirrored(lesson, like, seed, size, within):
    """Sums of weights that mirror each other, scaled to a spread of 1: within W_hh, or of W_xh and W_hq."""
    W_xh, W_hh, W_hq = drawn(lesson.init_rnn_params(size, size, generator=seeded(like, seed)))
    above = torch.ones(size, size, dtype=torch.bool, device=like.device).triu(1)
    sums = (W_hh + W_hh.T)[above] if within else (W_xh + W_hq.T).flatten()
    return sums / 2**0.5


def sums_of_lines(lesson, like, seed, number):
    """Sums over each row and over each column of long matrices, scaled to a spread of 1."""
    W_xh, _, W_hq = drawn(lesson.init_rnn_params(number, 4, generator=seeded(like, seed)))
    return torch.cat([W_xh.sum(1), W_hq.sum(0)]) / 2


def sizes_of(lesson, like, seed, pairs):
    generator = seeded(like, seed)
    found = {}
    for V, H in pairs:
        params = lesson.init_rnn_params(V, H, like.device, generator)
        found |= facts(params, f"parameters for V = {V} and H = {H}")
        found[f"for V = {V} and H = {H}, some weight is 0"] = any((params[i] == 0).any() for i in RANDOM)
    return {key: bool(value) if torch.is_tensor(value) else value for key, value in found.items()}


def after_training(lesson, like, seed, sizes):
    """What a backward pass finds: a grad for each parameter, and memory of its own."""
    params = lesson.init_rnn_params(*sizes, like.device, seeded(like, seed))
    sum((i + 1) * (3 * p).sum() for i, p in enumerate(params)).backward()
    places = {p.untyped_storage().data_ptr() for p in params}
    with torch.no_grad():
        params[2].add_(1.0)
    return {
        "the list of grads": [p.grad for p in params],
        "the parameters share memory": len(places) < len(params),
        "the list of biases after a change of the first": [params[i].detach() for i in BIASES],
    }


def same(first, second):
    """Return whether two networks have the same weights."""
    return all(map(torch.equal, first, second))


def repeated(lesson, like, seed, sizes):
    """Two networks of the same seed, and one of another."""
    nets = [lesson.init_rnn_params(*sizes, like.device, seeded(like, one)) for one in (seed, seed, seed + 1)]
    return {
        **facts(nets[0]),
        "the same seed gives the same parameters": same(nets[0], nets[1]),
        "another seed gives other parameters": not same(nets[0], nets[2]),
    }


def from_global(lesson, seed, sizes):
    """Networks without a generator, after the global one was set to a seed."""
    nets = []
    for one in (seed, seed, seed + 1):
        torch.manual_seed(one)
        nets.append([lesson.init_rnn_params(*sizes) for _ in range(2)])
    return {
        **facts(nets[0][0]),
        "the same seed gives the same parameters": same(nets[0][0], nets[1][0]),
        "another seed gives other parameters": not same(nets[0][0], nets[2][0]),
        "the next call gives other parameters": not same(*nets[0]),
    }


def devices(lesson, like, seed, sizes):
    """Where parameters lie while tensors are made elsewhere unless somebody says where."""
    with torch.device("meta"):
        by_generator = lesson.init_rnn_params(*sizes, generator=seeded(like, seed))
        by_both = lesson.init_rnn_params(*sizes, like.device, seeded(like, seed))
        by_default = {p.device.type for p in lesson.init_rnn_params(*sizes)}
    elsewhere = lesson.init_rnn_params(*sizes, "meta")
    return {
        **facts(by_generator, "parameters with only a generator"),
        **facts(by_both, "parameters with both generator and device"),
        "the devices of the parameters inside torch.device('meta')": sorted(by_default),
        "the devices with device='meta'": sorted({p.device.type for p in elsewhere}),
        "with device='meta', each is a leaf that requires gradients": all(
            p.is_leaf and p.requires_grad for p in elsewhere
        ),
    }


def with_default_dtype(lesson, like, seed, sizes, default):
    """Parameters after PyTorch's default dtype was changed."""
    torch.set_default_dtype(default)
    return facts(lesson.init_rnn_params(*sizes, like.device, seeded(like, seed)))


def test_normal(compare, draw):
    """The weights of each matrix are normal, with mean 0 and standard deviation 0.01, for any sizes."""
    for which, sizes in enumerate(([110, 80], [3, 100], [90, 100])):
        compare.distribution(weights, like=draw.normal(1), seed=draw.seed(), sizes=sizes, which=which)


def test_tails(compare, draw):
    """Weights far from 0 are as frequent as they should be: nothing cuts the tails."""
    compare.distribution(largest, like=draw.normal(1), seed=draw.seed(), sizes=[300, 300])


def test_small_networks(compare, draw):
    """Each matrix by itself is random: it isn't shifted or scaled to have a certain mean or spread."""
    compare.distribution(totals, like=draw.normal(1), seed=draw.seed(), number=400)


def test_independent(compare, draw):
    """The weights of a matrix, the matrices of a network and the next call have numbers of their own."""
    compare.distribution(sums_of_lines, like=draw.normal(1), seed=draw.seed(), number=2000)
    compare.distribution(sums_of_matrices, like=draw.normal(1), seed=draw.seed(), size=90)
    for within, size in ((True, 160), (False, 90)):
        compare.distribution(
            sums_of_mirrored, like=draw.normal(1), seed=draw.seed(), size=size, within=within
        )


def test_sizes(compare, draw):
    """The five tensors come in their order, and V and H are not confused. Biases are 0, weights are not."""
    pairs = [(4, 3), (3, 5), (1, 1), (1, 4), (4, 1), (3, 3), (draw.integer(6, 30), 2)]
    compare.on("plain", "default64")(sizes_of, like=draw.normal(1), seed=draw.seed(), pairs=pairs)


def test_leaves(compare, draw):
    """A backward pass fills the grad of each parameter, and no two parameters share memory."""
    compare.on("plain", "default64")(after_training, like=draw.normal(1), seed=draw.seed(), sizes=(3, 3))


def test_generator(compare, draw):
    """The same seed gives the same numbers, another seed others. There is no other random source."""
    compare.on("plain", "default64")(repeated, like=draw.normal(1), seed=draw.seed(), sizes=[4, 3])


def test_global_generator(compare, draw):
    """Without a generator, the numbers come from PyTorch's global generator."""
    compare.on("plain", "default64")(from_global, seed=draw.seed(), sizes=[4, 3])


def test_device(compare, draw):
    """The parameters are on the given device, otherwise on the generator's, otherwise on the default one."""
    compare.on("plain", "default64")(devices, like=draw.normal(1), seed=draw.seed(), sizes=(4, 3))


def test_default_dtype(compare, draw):
    """The parameters have PyTorch's default dtype, which a program may set to another one."""
    compare.on("plain")(
        with_default_dtype, like=draw.normal(1), seed=draw.seed(), sizes=(4, 3), default=torch.float64
    )
