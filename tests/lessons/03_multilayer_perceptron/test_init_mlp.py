import torch

from autograder.judge import graded
from autograder.judge.scenarios import seeded

pytestmark = graded("init_mlp")


def facts(params, which="parameters"):
    """What can be said of parameters without naming their random numbers."""
    leaves = [p.is_leaf and p.requires_grad for p in params]
    return {
        f"the list of shapes of the {which}": [list(p.shape) for p in params],
        f"the list of dtypes of the {which}": [p.dtype for p in params],
        f"the list of devices of the {which}": [p.device.type for p in params],
        f"each of the {which} is a leaf that requires gradients": all(leaves),
        f"the list of biases of the {which}": [p.detach().clone() for p in params[1::2]],
        f"the list of grads of the {which}": [p.grad for p in params],
        f"the {which} are in a list": isinstance(params, list),
    }


def trained(W):
    """W as a backward pass leaves it: as the gradient of the sum of W^2 / 2."""
    (W.square() / 2).sum().backward()
    return W.grad


def weights(lesson, like, seed, sizes, std):
    """The weights of the last layer, which are to have a spread of 1 after the division by std."""
    return trained(lesson.init_mlp(sizes, std, seeded(like, seed), like.device)[-2]) / std


def weights_by_default(lesson, like, seed, sizes):
    return trained(lesson.init_mlp(sizes, generator=seeded(like, seed))[0])


def largest(lesson, like, seed, sizes):
    """The size of the largest weight of each unit."""
    return trained(lesson.init_mlp(sizes, 1.0, seeded(like, seed))[0]).abs().amax(1)


def totals(lesson, like, seed, number):
    """Of many small layers, the sums of the weights, scaled to a spread of 1, and the sums of squares."""
    generator = seeded(like, seed)
    shapes = ((1, 12), (12, 1), (4, 3))
    layers = [trained(lesson.init_mlp(shapes[i % 3], 1.0, generator)[0]) for i in range(number)]
    found = [W.sum((0, 1)) / 12**0.5 for W in layers] + [W.square().sum((0, 1)) for W in layers]
    return torch.stack(found)


def sums_of_layers(lesson, like, seed, size):
    """The sum of three layers of one network, of two calls, scaled to a spread of 1."""
    generator = seeded(like, seed)
    params = [*lesson.init_mlp([size] * 3, 1.0, generator), *lesson.init_mlp([size] * 2, 1.0, generator)]
    return sum(trained(W) for W in params[::2]) / 3**0.5


def sums(lesson, like, seed, number):
    """Sums over the weights of each unit, and over those of each input, scaled to a spread of 1."""
    params = lesson.init_mlp((4, number, 4), 1.0, seeded(like, seed))
    return torch.cat([trained(params[0]).sum(1), trained(params[2]).sum(0)]) / 2


def sizes_of(lesson, like, seed, lists):
    generator = seeded(like, seed)
    found = {}
    for sizes in lists:
        params = lesson.init_mlp(sizes, 0.1, generator)
        found |= facts(params, f"parameters for the sizes {sizes}")
        found[f"for the sizes {sizes}, some weight is 0"] = any(bool((W == 0).any()) for W in params[::2])
    return found


def after_training(lesson, like, seed, sizes):
    """What a backward pass finds: a grad for each parameter, and memory of its own."""
    params = lesson.init_mlp(sizes, 0.5, seeded(like, seed))
    sum((i + 1) * (3 * p).sum() for i, p in enumerate(params)).backward()
    places = {p.untyped_storage().data_ptr() for p in params}
    with torch.no_grad():
        params[1].add_(1.0)
    return {
        "the list of grads": [p.grad for p in params],
        "the parameters share memory": len(places) < len(params),
        "the list of biases after a change of the first": [p.detach() for p in params[1::2]],
    }


def same(first, second):
    """Return whether two networks have the same weights."""
    return all(map(torch.equal, first, second))


def repeated(lesson, like, seed, sizes):
    """Two networks of the same seed, and one of another."""
    nets = [lesson.init_mlp(sizes, 1.0, seeded(like, one), like.device) for one in (seed, seed, seed + 1)]
    return {
        **facts(nets[0]),
        "a weight is one number everywhere": any(bool((W.flatten()[0] == W).all()) for W in nets[0][::2]),
        "the same seed gives the same parameters": same(nets[0], nets[1]),
        "another seed gives other parameters": not same(nets[0], nets[2]),
    }


def from_global(lesson, seed, sizes):
    """Networks without a generator, after the global one was set to a seed."""
    nets = []
    for one in (seed, seed, seed + 1):
        torch.manual_seed(one)
        nets.append([lesson.init_mlp(sizes) for _ in range(2)])
    return {
        **facts(nets[0][0]),
        "the same seed gives the same parameters": same(nets[0][0], nets[1][0]),
        "another seed gives other parameters": not same(nets[0][0], nets[2][0]),
        "the next call gives other parameters": not same(*nets[0]),
    }


def devices(lesson, like, seed, sizes):
    """Where parameters lie while tensors are made elsewhere unless somebody says where."""
    with torch.device("meta"):
        by_generator = lesson.init_mlp(sizes, generator=seeded(like, seed))
        by_both = lesson.init_mlp(sizes, 0.1, seeded(like, seed), like.device)
        by_default = {p.device.type for p in lesson.init_mlp(sizes)}
    elsewhere = lesson.init_mlp(sizes, device="meta")
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
    return facts(lesson.init_mlp(sizes, 0.1, seeded(like, seed)))


def test_normal(compare, draw):
    """The weights are normal with mean 0, and std is their standard deviation: not the variance."""
    std = float(draw.uniform(1, low=0.2, high=0.6))
    compare.distribution(weights, like=draw.normal(1), seed=draw.seed(), sizes=[3, 90, 110], std=std)


def test_default_std(compare, draw):
    """Without std, the standard deviation is 0.01, whatever the sizes of the layers are."""
    compare.distribution(weights_by_default, like=draw.normal(1), seed=draw.seed(), sizes=(90, 110, 5))


def test_tails(compare, draw):
    """Weights far from 0 are as frequent as they should be: nothing cuts the tails."""
    compare.distribution(largest, like=draw.normal(1), seed=draw.seed(), sizes=[300, 300])


def test_small_layers(compare, draw):
    """Each layer by itself is random: it isn't shifted or scaled to have a certain mean or spread."""
    compare.distribution(totals, like=draw.normal(1), seed=draw.seed(), number=600)


def test_independent(compare, draw):
    """The weights of a layer, the layers of a network and the next call have numbers of their own."""
    compare.distribution(sums, like=draw.normal(1), seed=draw.seed(), number=2000)
    compare.distribution(sums_of_layers, like=draw.normal(1), seed=draw.seed(), size=90)


def test_sizes(compare, draw):
    """Each layer has weights [O, I] and biases of 0, for any number of layers, also with sizes of 1."""
    lists = [(4, 3), [5, 1], (1, 1, 1), [draw.integer(6, 30), 7, 2, 5], [1, 4, 1]]
    compare.on("plain", "default64")(sizes_of, like=draw.normal(1), seed=draw.seed(), lists=lists)


def test_leaves(compare, draw):
    """A backward pass fills the grad of each parameter, and no two parameters share memory."""
    compare.on("plain", "default64")(after_training, like=draw.normal(1), seed=draw.seed(), sizes=(3, 3, 3))


def test_no_spread(compare, draw):
    """With a std of 0 all weights are 0, and still require gradients."""
    compare.on("plain", "default64").call((3, draw.integer(2, 9), 2), 0.0)


def test_generator(compare, draw):
    """The same seed gives the same numbers, another seed others. There is no other random source."""
    compare.on("plain", "default64")(repeated, like=draw.normal(1), seed=draw.seed(), sizes=[4, 3, 2])


def test_global_generator(compare, draw):
    """Without a generator, the numbers come from PyTorch's global generator."""
    compare.on("plain", "default64")(from_global, seed=draw.seed(), sizes=[4, 3, 2])


def test_device(compare, draw):
    """The parameters are on the given device, otherwise on the generator's, otherwise on the default one."""
    compare.on("plain", "default64")(devices, like=draw.normal(1), seed=draw.seed(), sizes=(4, 3, 2))


def test_default_dtype(compare, draw):
    """The parameters have PyTorch's default dtype, which a program may set to another one."""
    compare.on("plain")(
        with_default_dtype, like=draw.normal(1), seed=draw.seed(), sizes=(4, 3, 2), default=torch.float64
    )
