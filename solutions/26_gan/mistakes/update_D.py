"""Wrong versions of `update_D` that students write."""

from autograder.judge import change

attached = change(
    "The fakes are not detached, so gradients accumulate in the generator.",
    ("with torch.no_grad():", "if True:"),
)
detached_by_zeroing = change(
    "It sets the gradients of G to None, so those from before the call are lost.",
    ("with torch.no_grad():", "if True:"),
    ("opt.step()", "G.zero_grad()\n    opt.step()"),
)
freezes_for_good = change(
    "It freezes the generator and leaves it frozen, so the generator can't be trained any more.",
    ("with torch.no_grad():", "G.requires_grad_(False)\n    if True:"),
)
thaws_all = change(
    "All parameters of G require gradients afterwards, also those that were frozen before.",
    ("loss.backward()", "loss.backward()\n    G.requires_grad_(True)"),
)
without_clearing = change(
    "Old gradients are not cleared, so they accumulate from step to step.", ("    opt.zero_grad()\n", "")
)
clears_afterwards = change(
    "It clears gradients only after the step, so gradients from before the call change the step.",
    ("    opt.zero_grad()\n", ""),
    ("opt.step()", "opt.step()\n    opt.zero_grad()"),
)
keeps_frozen_gradients = change(
    "It clears gradients of trainable parameters only, so frozen ones with an old gradient move.",
    (
        "    opt.zero_grad()\n",
        "    for p in D.parameters():\n        p.grad = None if p.requires_grad else p.grad\n",
    ),
)
copies_generator = change(
    "It runs a copy of G, so the running statistics of G's batch norm don't change.",
    ("fake = G(Z)", 'fake = __import__("copy").deepcopy(G)(Z)'),
)
without_step = change(
    "Nothing is learned: there is no step, or the gradients were cleared just before it.",
    ("    opt.step()\n", ""),
)
loss_afterwards = change(
    "The loss is computed again after the step; return the loss from before it.",
    ("return loss.item()", "return d_loss(D(X), D(fake)).item()"),
)
returns_tensor = change("It returns a tensor, not a Python float.", ("loss.item()", "loss.detach()"))
swapped = change(
    "Real and fake are swapped: D learns to call fakes real.",
    ("d_loss(D(X), D(fake))", "d_loss(D(fake), D(X))"),
)
undivided = change(
    "The loss is twice as large: the division by 2 is missing.",
    ("d_loss(D(X), D(fake))", "2 * d_loss(D(X), D(fake))"),
)
generator_in_eval_mode = change(
    "It puts G into eval mode, so batch norm works differently, and the mode is never restored.",
    ("with torch.no_grad():", "G.eval()\n    with torch.no_grad():"),
)
in_train_mode = change(
    "It puts both networks into train mode, even if they were in eval mode.",
    ("with torch.no_grad():", "G.train()\n    D.train()\n    with torch.no_grad():"),
)
one_batch = change(
    "Real and fake samples share a batch, so batch norm in D mixes their statistics.",
    ("d_loss(D(X), D(fake))", "d_loss(*D(torch.cat([X, fake])).split([len(X), len(fake)]))"),
)
fakes_first = change(
    "D sees the fake samples before the real ones, so its running statistics differ.",
    ("d_loss(D(X), D(fake))", "d_loss(*[D(x) for x in (fake, X)][::-1])"),
)
fakes_twice = change(
    "G makes its samples twice, so its batch norm updates its statistics twice.",
    ("fake = G(Z)", "fake = G(Z)\n        fake = G(Z)"),
)
