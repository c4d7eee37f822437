"""Wrong versions of `update_D` that students write."""

from autograder.judge import change

attached = change(
    "The fakes are not detached: gradients pile up in the generator.", ("with torch.no_grad():", "if True:")
)
detached_by_zeroing = change(
    "The gradients of G are set to None: those that stood there before are lost.",
    ("with torch.no_grad():", "if True:"),
    ("opt.step()", "G.zero_grad()\n    opt.step()"),
)
freezes_for_good = change(
    "The generator is frozen and stays frozen: it can't be trained any more.",
    ("with torch.no_grad():", "G.requires_grad_(False)\n    if True:"),
)
thaws_all = change(
    "All of G requires gradients afterwards, also what was frozen before.",
    ("loss.backward()", "loss.backward()\n    G.requires_grad_(True)"),
)
without_clearing = change(
    "Old gradients are not cleared: they add up from step to step.", ("    opt.zero_grad()\n", "")
)
clears_afterwards = change(
    "Gradients are cleared after the step only: what stood there before the call takes part in it.",
    ("    opt.zero_grad()\n", ""),
    ("opt.step()", "opt.step()\n    opt.zero_grad()"),
)
without_step = change(
    "Nothing is learnt: there is no step, or the gradients were cleared just before it.",
    ("    opt.step()\n", ""),
)
two_steps = change("The optimizer makes two steps a call.", ("opt.step()", "opt.step()\n    opt.step()"))
loss_afterwards = change(
    "The loss is computed anew after the step; the one before it is asked for.",
    ("return loss.item()", "return d_loss(D(X), D(fake)).item()"),
)
returns_tensor = change("A tensor is returned, not a Python float.", ("loss.item()", "loss.detach()"))
swapped = change(
    "Real and fake are swapped: D learns to call fakes real.",
    ("d_loss(D(X), D(fake))", "d_loss(D(fake), D(X))"),
)
undivided = change(
    "The loss is twice as large: the division by 2 is missing.",
    ("d_loss(D(X), D(fake))", "2 * d_loss(D(X), D(fake))"),
)
generator_in_eval_mode = change(
    "G is put into eval mode: its batch norm works otherwise, and nothing restores the mode.",
    ("with torch.no_grad():", "G.eval()\n    with torch.no_grad():"),
)
in_train_mode = change(
    "Both networks are put into train mode, though they were called in eval mode.",
    ("with torch.no_grad():", "G.train()\n    D.train()\n    with torch.no_grad():"),
)
one_batch = change(
    "Real and fake samples share a batch: batch norm in D mixes their statistics.",
    ("d_loss(D(X), D(fake))", "d_loss(*D(torch.cat([X, fake])).split([len(X), len(fake)]))"),
)
fakes_first = change(
    "D sees the fake samples before the real ones: its running statistics come out in another order.",
    ("d_loss(D(X), D(fake))", "d_loss(*[D(x) for x in (fake, X)][::-1])"),
)
fakes_twice = change(
    "G makes its samples twice: the statistics of its batch norm are updated twice.",
    ("fake = G(Z)", "fake = G(Z)\n        fake = G(Z)"),
)
