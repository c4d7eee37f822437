from autograder.judge import graded

pytestmark = graded("receptive_field")


def fields(lesson, layers):
    """Return the field behind each layer, and whether the layers are as they were."""
    before = list(layers)
    found = [lesson.receptive_field(layers[:n]) for n in range(len(layers) + 1)]
    found.append(lesson.receptive_field(layers))
    return {"the list of fields": found, "the layers stay as they are": list(layers) == before}


def test_stride_one(compare, draw):
    """With stride 1, each kernel widens the view by one pixel less than its side."""
    compare.call([(draw.integer(2, 8), 1) for _ in range(3)])
    compare.call([(4, 1), (draw.integer(3, 9), 1)])


def test_strides(compare, draw):
    """A stride counts for all layers behind it, and multiplies with the others."""
    compare.call([(3, 2), (draw.integer(3, 6), 3), (6, 2), (draw.integer(2, 6), 1)])
    compare.call([(11, 4), (3, 2), (5, 1), (3, 2), (4, 1), (draw.integer(2, 5), 1)])


def test_order(compare, draw):
    """The first layer comes first: the other way round, the field is another one."""
    layers = [(2, 3), (draw.integer(5, 8), 1), (4, 2)]
    compare.call(layers)
    compare.call(layers[::-1])


def test_one_layer(compare, draw):
    """A single layer sees as far as its kernel, whatever its stride is."""
    compare.call([(draw.integer(2, 12), draw.integer(2, 5))])
    compare.call([(1, 1)])
    compare.call([(4, 7)])


def test_no_layer(compare, draw):
    """Without layers a pixel sees itself. The layers may be in a tuple, and are never changed."""
    compare.call([])
    compare(fields, layers=[(4, 2), (draw.integer(2, 6), 2), (3, 1)])
    compare.call(((6, 2), (draw.integer(2, 6), 1)))


def test_small_kernels(compare, draw):
    """A kernel of one entry widens nothing, but its stride counts. A stride may be larger than the kernel."""
    compare.call([(1, draw.integer(2, 5)), (3, 1)])
    compare.call([(2, 5), (1, 3), (2, 1), (1, 2)])


def test_deep_stacks(compare, draw):
    """The result is exact, also for hundreds of layers."""
    compare.call([(draw.integer(2, 6), 2) for _ in range(80)])
    compare.call([(3, 1)] * draw.integer(300, 500))
