"""Wrong versions of `init_rnn_params` that students write."""

from autograder.judge import change

no_leaves = change(
    "The weights are a product of a tensor that requires gradients. So they are no leaves, and get no grad.",
    ("generator=generator, device=device)", "generator=generator, device=device, requires_grad=True)"),
    ("(0.01 * drawn).requires_grad_()", "0.01 * drawn"),
)
no_gradients = change(
    "The parameters don't require gradients.",
    ("(0.01 * drawn).requires_grad_()", "0.01 * drawn"),
    (", requires_grad=True", ""),
)
frozen_biases = change(
    "The biases don't require gradients, so they are never trained.", (", requires_grad=True", "")
)
transposed = change(
    "The matrices are transposed, as PyTorch's are: here the first size is that of the input.",
    ("torch.randn(rows, columns,", "torch.randn(columns, rows,"),
)
random_biases = change(
    "The biases are random; they should be 0.",
    (
        "torch.zeros(size, device=device, requires_grad=True)",
        "(0.01 * torch.randn(size, generator=generator, device=device)).requires_grad_()",
    ),
)
standard_normal = change("The standard deviation is 1; it should be 0.01.", ("0.01 * drawn", "1.0 * drawn"))
variance = change(
    "The standard deviation is 0.1, so 0.01 is the variance. It should be the standard deviation.",
    ("0.01 * drawn", "0.1 * drawn"),
)
uniform = change(
    "The weights are uniform; they should be normal.",
    ("torch.randn(rows, columns, generator=", "3**0.5 * (2 * torch.rand(rows, columns, generator="),
    ("device=device)\n        return (0.01", "device=device) - 1)\n        return (0.01"),
)
by_fan_in = change(
    "The spread of the weights depends on the size of the network. Here it is 0.01 for all sizes.",
    ("0.01 * drawn", "drawn / (10 * rows**0.5)"),
)
truncated = change(
    "The weights are cut off at two standard deviations; the normal distribution has no limit.",
    ("0.01 * drawn", "0.01 * drawn.clamp(-2, 2)"),
)
normalised = change(
    "Each matrix is scaled to have exactly the spread 0.01, so its weights depend on each other.",
    ("0.01 * drawn", "0.01 * drawn / drawn.std(correction=0).clamp(min=1e-30)"),
)
ignores_generator = change(
    "The generator is ignored: the numbers come from the global generator.",
    ("generator=generator, ", ""),
)
reseeds = change(
    "The function sets a seed, so each call draws the same numbers.",
    ("    def weights(", "    torch.manual_seed(0)\n\n    def weights("),
    ("generator=generator, ", ""),
)
same_matrices = change(
    "W_xh and W_hq are the same numbers; each matrix should have draws of its own.",
    (
        "W_hq = weights(num_hiddens, vocab_size)",
        "W_hq = W_xh.detach().T.contiguous().clone().requires_grad_()",
    ),
)
symmetric = change(
    "W_hh is symmetric; all of its numbers should be independent.",
    (
        "    W_hq = weights",
        "    half = W_hh.detach()\n"
        "    W_hh = (half.triu() + half.triu(1).T).contiguous().requires_grad_()\n"
        "    W_hq = weights",
    ),
)
identity = change(
    "W_hh is the identity matrix; its weights should be random.",
    (
        "    W_hq = weights",
        "    W_hh = torch.eye(num_hiddens, device=device, requires_grad=True)\n    W_hq = weights",
    ),
)
ignores_device = change(
    "The argument device is ignored.",
    ("    if device is None and", "    device = None\n    if device is None and"),
)
ignores_device_of_generator = change(
    "Without device, the parameters are not on the generator's device.", ("device = generator.device", "pass")
)
moved_afterwards = change(
    "The tensors are made on the CPU and moved with .to(device) after requires_grad: copies are no leaves.",
    (
        "return W_xh, W_hh, biases(num_hiddens), W_hq, biases(vocab_size)",
        "params = W_xh, W_hh, biases(num_hiddens), W_hq, biases(vocab_size)\n"
        "    return tuple((p.cpu() + 0).to(p.device) for p in params)",
    ),
)
float32 = change(
    "The parameters are float32; they should have PyTorch's default dtype, which may be float64.",
    ("device=device)", "device=device, dtype=torch.float32)"),
    ("torch.zeros(size, device=device,", "torch.zeros(size, device=device, dtype=torch.float32,"),
)
biases_last = change(
    "The weights come first and the biases last; the order is W_xh, W_hh, b_h, W_hq, b_q.",
    (
        "W_xh, W_hh, biases(num_hiddens), W_hq, biases(vocab_size)",
        "W_xh, W_hh, W_hq, biases(num_hiddens), biases(vocab_size)",
    ),
)
returns_list = change(
    "It returns a list; a tuple is asked for.",
    (
        "return W_xh, W_hh, biases(num_hiddens), W_hq, biases(vocab_size)",
        "return [W_xh, W_hh, biases(num_hiddens), W_hq, biases(vocab_size)]",
    ),
)
