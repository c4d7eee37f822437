"""Wrong versions of `batched_matmul` that students write."""

from autograder.judge import change

transposed = change(
    "Each product is transposed: rows should come from a and columns from b.",
    (".sum(2)", ".sum(2).mT"),
)
b_times_a = change(
    "The order is turned round where the sizes allow it: it is b times a, and a times b is asked for.",
    (
        "    products",
        "    if a.shape == b.shape and a.shape[1] == a.shape[2]:\n        a, b = b, a\n    products",
    ),
)
first_b_for_all = change(
    "All matrices of a are multiplied by the first matrix of b; each has its own.",
    ("b.unsqueeze(1)", "b[:1].unsqueeze(1)"),
)
all_pairs = change(
    "Every matrix of a meets every matrix of b, and the results are added up; only pairs at the same place "
    "belong together.",
    ("b.unsqueeze(1)", "b.sum(0, keepdim=True).unsqueeze(1)"),
)
squeezes_batch = change(
    "A batch of one matrix loses its dimension; the result should be [1, M, N].",
    (".sum(2)", ".sum(2).squeeze(0)"),
)
broadcasts_batch = change(
    "A single matrix is broadcast to the whole batch; if B differs, ValueError is asked for.",
    ("a.shape[0] != b.shape[0] or ", ""),
)
broadcasts_k = change(
    "A single column or row is broadcast to all k; if K differs, ValueError is asked for.",
    (" or a.shape[2] != b.shape[1]", ""),
)
float32_table = change(
    "The products are added up in float32, whatever the dtype of a and b; the result should have theirs.",
    ("return products.sum(2)", "return products.float().sum(2)"),
)
loops_over_batch = change(
    "A Python loop goes over the batch or the rows; broadcasting multiplies all pairs at once.",
    ("products = a.unsqueeze(3) * b.unsqueeze(1)", "pairs = zip(a, b, strict=True)"),
    ("products.sum(2)", "torch.stack([(x[..., None] * y).sum(1) for x, y in pairs]) if len(a) else a @ b"),
)
