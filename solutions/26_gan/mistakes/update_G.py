"""Wrong versions of `update_G` that students write."""

from autograder.judge import change

residue = change(
    "Gradients remain in the discriminator.",
    ("loss.backward(inputs=[p for p in G.parameters() if p.requires_grad])", "loss.backward()"),
)
clears_discriminator = change(
    "The gradients of D are set to None: those that stood there before are lost.",
    (
        "loss.backward(inputs=[p for p in G.parameters() if p.requires_grad])",
        "loss.backward()\n    D.zero_grad()",
    ),
)
zeroes_discriminator = change(
    "The gradients of D are set to 0: None should stay None, and the others keep their values.",
    (
        "loss.backward(inputs=[p for p in G.parameters() if p.requires_grad])",
        "loss.backward()\n    D.zero_grad(set_to_none=False)",
    ),
)
freezes_for_good = change(
    "The discriminator is frozen and stays frozen: it can't be trained any more.",
    ("loss.backward(inputs=[p for p in G.parameters() if p.requires_grad])", "loss.backward()"),
    ("loss = g_loss(D(G(Z)))", "D.requires_grad_(False)\n    loss = g_loss(D(G(Z)))"),
)
thaws_all = change(
    "All of D requires gradients afterwards, also what was frozen before.",
    (
        "loss.backward(inputs=[p for p in G.parameters() if p.requires_grad])",
        "loss.backward(inputs=[p for p in G.parameters() if p.requires_grad])\n    D.requires_grad_(True)",
    ),
)
without_clearing = change(
    "Old gradients are not cleared: they add up from step to step.", ("    opt.zero_grad()\n", "")
)
without_step = change(
    "Nothing is learnt: there is no step, or the gradients were cleared just before it.",
    ("    opt.step()\n", ""),
)
two_steps = change("The optimizer makes two steps a call.", ("opt.step()", "opt.step()\n    opt.step()"))
loss_afterwards = change(
    "The loss is computed anew after the step; the one before it is asked for.",
    ("return loss.item()", "return g_loss(D(G(Z))).item()"),
)
returns_tensor = change("A tensor is returned, not a Python float.", ("loss.item()", "loss.detach()"))
minimax = change(
    "It uses the minimax form of the loss, which saturates where D is sure of the fakes.",
    (
        "loss = g_loss(D(G(Z)))",
        "fake_logits = D(G(Z))\n    loss = -bce_with_logits(fake_logits, torch.zeros_like(fake_logits))",
    ),
)
helps_discriminator = change(
    "The fakes count as 0: G learns to be detected.",
    (
        "loss = g_loss(D(G(Z)))",
        "fake_logits = D(G(Z))\n    loss = bce_with_logits(fake_logits, torch.zeros_like(fake_logits))",
    ),
)
trains_discriminator = change(
    "The discriminator makes a step as well.",
    (
        "loss.backward(inputs=[p for p in G.parameters() if p.requires_grad])",
        "loss.backward()\n    torch.optim.SGD(D.parameters(), lr=0.5).step()\n    D.zero_grad()",
    ),
)
discriminator_in_eval_mode = change(
    "D is put into eval mode: its batch norm works otherwise, and nothing restores the mode.",
    ("loss = g_loss(D(G(Z)))", "D.eval()\n    loss = g_loss(D(G(Z)))"),
)
in_train_mode = change(
    "Both networks are put into train mode, though they were called in eval mode.",
    ("loss = g_loss(D(G(Z)))", "G.train()\n    D.train()\n    loss = g_loss(D(G(Z)))"),
)
needs_all_of_generator = change(
    "It asks for gradients of frozen parameters of G as well, which have none.", (" if p.requires_grad", "")
)
called_twice = change(
    "The networks are called twice: the statistics of batch norm are updated twice.",
    ("loss = g_loss(D(G(Z)))", "D(G(Z))\n    loss = g_loss(D(G(Z)))"),
)
