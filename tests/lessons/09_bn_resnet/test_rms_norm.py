import torch

from autograder.judge import graded

pytestmark = graded("rms_norm")


def vectors(draw, *shape, mean=0.0, scale=1.0, **options):
    """Vectors and weight, and by default a large eps."""
    x = draw.normal(*shape, mean=mean, scale=scale)
    return {"x": x, "weight": draw.normal(shape[-1]), **({"eps": 0.1} | options)}


def in_half(lesson, x, weight, cotangent, factor):
    """Results and gradients in half precision; the inputs of this scenario only carry them."""
    found = {}
    for dtype in (torch.float16, torch.bfloat16):
        half = (factor * x.detach()).to(dtype).requires_grad_()
        y = lesson.rms_norm(half, weight.detach().to(dtype))
        y.backward(cotangent.detach().to(dtype))
        found[f"the result for {dtype}"] = y.detach()
        found[f"the gradient for {dtype}"] = half.grad
    return found


def test_vectors(compare, draw):
    """Each vector is divided by its root mean square, then multiplied by the weight."""
    compare.call(**vectors(draw, 4, 6))
    compare.call(**vectors(draw, 5, 2))


def test_no_mean(compare, draw):
    """No mean is subtracted, also if it is large."""
    compare.call(**vectors(draw, 3, 4, mean=5.0))
    drawn = vectors(draw, 2, 30)
    compare.call(**{**drawn, "x": drawn["x"] + 1e4})


def test_any_shape(compare, draw):
    """Only the last dimension counts, whatever comes before it. All sizes may be equal."""
    for shape in ((5,), (2, 3, 4), (3, 3, 3), (2, 3, 4, 5), (4, 4)):
        compare.call(**vectors(draw, *shape))


def test_sizes_of_one(compare, draw):
    """A single vector keeps its dimensions. A vector of one number gives its sign times the weight."""
    for shape in ((1, 4), (1, 1, 3), (2, 1, 3), (3, 1), (1,), (1, 1)):
        compare.call(**vectors(draw, *shape))


def test_eps(compare, draw):
    """eps is added to the mean of the squares inside the root, also where that mean is smaller."""
    compare.each(vectors(draw, 3, 5, scale=0.3), eps=(0.5, 1e-12))
    drawn = vectors(draw, 4, 3, scale=1e-3)
    compare.call(drawn["x"], drawn["weight"])
    compare.call(**vectors(draw, 3, 4, scale=1e-8, eps=1e-18))


def test_zeros(compare, draw):
    """A vector of zeros gives zeros, with finite gradients."""
    drawn = vectors(draw, 4, 3)
    drawn["x"][1] = 0.0
    drawn["x"][2, 0] = 0.0
    compare.call(**drawn)
    compare.call(torch.zeros(1, 2), torch.ones(2), 0.1)
    compare.call(draw.normal(2, 3), torch.zeros(3), 0.1)


def test_scales(compare, draw):
    """Tiny numbers are dominated by eps, and huge ones leave it without effect."""
    for scale in (1e-5, 1e8):
        drawn = vectors(draw, 3, 4, scale=scale)
        compare.call(drawn["x"], drawn["weight"])


def test_half_precision(compare, draw):
    """float16 and bfloat16 keep their dtype. Squares that float16 can't hold are taken in float32."""
    # The factor makes squares overflow, and then only their sum. The tolerance depends on x without it.
    for size, factor in ((4, 1.0), (4, 400.0), (600, 20.0)):
        sign = draw.shuffled([1.0, -1.0, 1.0, -1.0]).repeat(size // 4)
        weight = draw.uniform(size, low=1.0, high=2.0)
        x = sign * draw.uniform(2, size, low=1.0, high=2.0)
        cotangent = draw.normal(2, size)
        compare.on("plain")(in_half, x=x, weight=weight, cotangent=cotangent, factor=factor)
    compare.call(**vectors(draw, 2, 3))


def test_whole_tensors(compare, draw):
    """Vectors and their numbers are normalised at once, without a Python loop."""
    compare.vectorised(lambda samples, positions, features: vectors(draw, samples, positions, features))
