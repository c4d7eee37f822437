"""Wrong versions of `gradient_penalty` that students write."""

from autograder.judge import change

without_graph = change(
    "create_graph is missing, so the penalty is not differentiable in the parameters of D.",
    (", create_graph=True", ""),
)
one_eps = change(
    "One eps is used for the whole batch; each sample should have its own.",
    ("torch.rand(len(real),", "torch.rand(1,"),
)
eps_for_each_element = change(
    "Each element has its own eps; all elements of a sample should share one.",
    ("torch.rand(len(real),", "torch.rand(real.shape,"),
    ("eps.view(-1, *[1] * (real.dim() - 1))", "eps"),
)
swapped_eps = change(
    "eps is the share of the fake sample; it should be that of the real one.",
    ("eps * real + (1 - eps) * fake", "eps * fake + (1 - eps) * real"),
)
at_real = change(
    "The slope is taken at the real samples; it should be between real and fake.",
    ("eps * real + (1 - eps) * fake", "real + 0 * eps"),
)
ignores_generator = change(
    "The generator is ignored: eps comes from the global one.", ("generator=generator, ", "")
)
ignores_lam = change(
    "The argument lam is ignored: its default is always used.", ("return lam *", "return 10.0 *")
)
norm_of_the_batch = change(
    "It takes one norm over the whole batch; each sample should have its own.",
    ("torch.linalg.vector_norm(g.flatten(start_dim=1), dim=1)", "torch.linalg.vector_norm(g)"),
)
norm_of_the_channels = change(
    "The norm is over the second dimension only; it should be over all but the first.",
    ("torch.linalg.vector_norm(g.flatten(start_dim=1), dim=1)", "torch.linalg.vector_norm(g, dim=1)"),
)
summed = change(
    "The penalties of the samples are summed; return their mean.",
    ("(norm - 1).square().mean()", "(norm - 1).square().sum()"),
)
one_sided = change(
    "Slopes below 1 are not penalised, as in the one-sided penalty; they should be.",
    ("(norm - 1).square().mean()", "(norm - 1).clamp(min=0).square().mean()"),
)
squared_norm = change(
    "The square of the norm is compared with 1, not the norm.",
    ("(norm - 1).square().mean()", "(norm.square() - 1).square().mean()"),
)
to_zero = change(
    "The target of the slope is 0; it should be 1.", ("(norm - 1).square().mean()", "norm.square().mean()")
)
absolute = change(
    "The distance from 1 is not squared.", ("(norm - 1).square().mean()", "(norm - 1).abs().mean()")
)
nan_at_zero = change(
    "Where the slope is 0, the gradient of the square root is infinite, so gradients of D become NaN.",
    (
        "torch.linalg.vector_norm(g.flatten(start_dim=1), dim=1)",
        "g.flatten(start_dim=1).square().sum(dim=1).sqrt()",
    ),
)
small_number = change(
    "It adds a small number under the root, so the penalty is not exact.",
    (
        "torch.linalg.vector_norm(g.flatten(start_dim=1), dim=1)",
        "(g.flatten(start_dim=1).square().sum(dim=1) + 1e-6).sqrt()",
    ),
)
eps_in_float32 = change(
    "eps is drawn in float32 and converted; draw it with the dtype of real.",
    ("dtype=real.dtype, device=real.device)", "dtype=torch.float32, device=real.device).to(real.dtype)"),
)
one_score = change(
    "Only the first score of each sample counts; all scores of a sample should be summed.",
    ("D(x).sum()", "D(x).reshape(len(x), -1)[:, 0].sum()"),
)
clears_D = change(
    "It calls backward and clears the gradients of D, so those from before the call are lost.",
    (
        "(g,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)",
        "D(x).sum().backward(create_graph=True)\n    g = x.grad\n    D.zero_grad()",
    ),
)
backward_into_D = change(
    "It calls backward, which leaves gradients in the .grad of D's parameters.",
    (
        "(g,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)",
        "D(x).sum().backward(create_graph=True)\n    g = x.grad",
    ),
)
not_constant = change(
    "Real and fake are not detached, so gradients reach the generator too.",
    (".detach().requires_grad_()", ""),
    ("x = (", "real = real if real.requires_grad else real.detach().requires_grad_()\n    x = ("),
)
called_twice = change(
    "It calls D twice; it should call D once.",
    (
        "(g,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)",
        "D(x)\n    (g,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)",
    ),
)
