"""Wrong versions of `receptive_field` that students write."""

from autograder.judge import change, mistake

own_stride_too = change(
    "The stride of a layer counts for the layer itself; it counts only for the layers behind it.",
    ("(kernel - 1) * step", "(kernel - 1) * step * stride"),
)

last_stride_only = change(
    "Only the stride of the layer before counts; the strides of all earlier layers multiply.",
    ("step *= stride", "step = stride"),
)

strides_added = change("The strides are added up; they multiply.", ("step *= stride", "step += stride - 1"))

without_strides = change("The strides are ignored.", ("step *= stride", "pass"))

last_layer_first = change(
    "The layers are read from the last to the first.", ("in layers:", "in layers[::-1]:")
)

whole_kernels = change(
    "Each kernel adds its whole side; it should add one less, because it includes the pixel in its middle.",
    ("(kernel - 1) * step", "kernel * step"),
)

begins_at_zero = change(
    "It is one too small: the field of no layer at all is 1.", ("field, step = 1, 1", "field, step = 0, 1")
)

area = change(
    "It is the number of pixels in the square; return the square's side.", ("return field", "return field**2")
)

returns_float = change(
    "The result is a float; it should be an int.", ("field, step = 1, 1", "field, step = 1.0, 1.0")
)

swaps_pairs = change(
    "Each pair is read as (stride, kernel); it is (kernel, stride).",
    ("for kernel, stride in", "for stride, kernel in"),
)


@mistake("The layers are taken out of the list, so the caller's list is empty afterwards.")
def empties_the_list(layers):
    field, step = 1, 1
    if isinstance(layers, tuple):
        layers = list(layers)
    while layers:
        kernel, stride = layers.pop(0)
        field, step = field + (kernel - 1) * step, step * stride
    return field


@mistake("Without layers it raises an exception; the result should be 1.")
def fails_without_layers(layers):
    (kernel, stride), *others = layers
    field, step = kernel, stride
    for k, s in others:
        field, step = field + (k - 1) * step, step * s
    return field


odd_kernels_only = change(
    "A kernel with an even side widens the field by its side; it should be one less.",
    ("(kernel - 1) * step", "2 * (kernel // 2) * step"),
)

skips_single_pixels = change(
    "A layer with a kernel of side 1 is left out, and its stride too; the stride counts.",
    ("step *= stride", "step *= stride if kernel > 1 else 1"),
)

inexact = change(
    "The result is inexact for very large fields, as a float is; compute with ints.",
    ("field, step = 1, 1", "field, step = 1.0, 1.0"),
    ("return field", "return int(field)"),
)
