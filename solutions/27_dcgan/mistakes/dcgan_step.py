"""Wrong versions of `dcgan_step` that students write."""

from autograder.judge import change

attached = change(
    "The gradient of d_loss reaches G: in D's step the fakes are not detached.",
    ("D(fakes.detach())", "D(fakes)"),
    ("d_loss.backward()", "d_loss.backward(retain_graph=True)"),
)
attached_and_added = change(
    "G's step uses the gradient of d_loss besides that of g_loss, because it is not cleared in between.",
    ("D(fakes.detach())", "D(fakes)"),
    ("d_loss.backward()", "d_loss.backward(retain_graph=True)"),
    (
        "    opt_d.zero_grad()\n    real_logits",
        "    opt_d.zero_grad()\n    opt_g.zero_grad()\n    real_logits",
    ),
    ("    opt_g.zero_grad()\n    fake_logits", "    fake_logits"),
)
generator_first = change(
    "G makes its step first, and then D; it should be D and then G.",
    (
        "    opt_d.zero_grad()\n    real_logits",
        "    opt_g.zero_grad()\n    fake_logits = D(fakes)\n"
        "    g_loss = bce(fake_logits, torch.ones_like(fake_logits))\n"
        "    g_loss.backward()\n    opt_g.step()\n\n"
        "    opt_d.zero_grad()\n    real_logits",
    ),
    (
        "    opt_g.zero_grad()\n    fake_logits = D(fakes)\n"
        "    g_loss = bce(fake_logits, torch.ones_like(fake_logits))\n"
        "    g_loss.backward()\n    opt_g.step()\n\n    opt_d.zero_grad()  #",
        "    opt_d.zero_grad()  #",
    ),
)
fakes_twice = change(
    "G runs twice, so its batch norm updates its statistics twice; both steps should use the same fakes.",
    ("fake_logits = D(fakes)\n", "fake_logits = D(G(Z))\n"),
)
one_batch = change(
    "Real pictures and fakes share a batch, so batch norm in D mixes their statistics.",
    (
        "real_logits, fake_logits = D(X), D(fakes.detach())",
        "real_logits, fake_logits = D(torch.cat([X, fakes.detach()])).split([len(X), len(fakes)])",
    ),
)
minimax = change(
    "G minimises the mean of log(1 - sigmoid(x)), whose gradient vanishes where D is sure of a fake.",
    (
        "g_loss = bce(fake_logits, torch.ones_like(fake_logits))",
        "g_loss = -bce(fake_logits, torch.zeros_like(fake_logits))",
    ),
)
not_halved = change(
    "d_loss is twice as large: the division by 2 is missing.",
    ("(on_real + on_fake) / 2", "on_real + on_fake"),
)
leaves_gradients = change(
    "Gradients are left in the networks after the call.",
    ("    opt_d.zero_grad()  # of what g_loss left in D on its way to G\n    opt_g.zero_grad()\n", ""),
)
clears_afterwards = change(
    "It clears gradients only after the steps, so gradients from before the call change a step.",
    ("    opt_d.zero_grad()\n    real_logits", "    real_logits"),
    ("    opt_g.zero_grad()\n    fake_logits", "    fake_logits"),
)
zeroes = change(
    "Old gradients become 0, not None, so weight decay moves frozen parameters.",
    ("    opt_d.zero_grad()\n    real_logits", "    opt_d.zero_grad(set_to_none=False)\n    real_logits"),
    ("    opt_g.zero_grad()\n    fake_logits", "    opt_g.zero_grad(set_to_none=False)\n    fake_logits"),
)
discriminator_in_eval_mode = change(
    "D is in eval mode when it scores the fakes for G, and is put into train mode afterwards.",
    ("fake_logits = D(fakes)\n", "fake_logits = D.eval()(fakes)\n    D.train()\n"),
)
returns_tensors = change(
    "The losses are tensors; they should be Python floats.",
    (
        '{"d_loss": d_loss.item(), "g_loss": g_loss.item()}',
        '{"d_loss": d_loss.detach(), "g_loss": g_loss.detach()}',
    ),
)
