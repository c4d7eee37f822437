"""Wrong versions of `update_G` that students write."""

from autograder.judge import change

residue = change(
    "Gradients remain in the discriminator.",
    ("loss.backward(inputs=[p for p in G.parameters() if p.requires_grad])", "loss.backward()"),
)
clears_discriminator = change(
    "It sets the gradients of D to None, so those from before the call are lost.",
    (
        "loss.backward(inputs=[p for p in G.parameters() if p.requires_grad])",
        "loss.backward()\n    D.zero_grad()",
    ),
)
zeroes_discriminator = change(
    "It sets the gradients of D to 0; None should stay None, and others should keep their values.",
    (
        "loss.backward(inputs=[p for p in G.parameters() if p.requires_grad])",
        "loss.backward()\n    D.zero_grad(set_to_none=False)",
    ),
)
freezes_for_good = change(
    "It freezes the discriminator and leaves it frozen, so it can't be trained any more.",
    ("loss.backward(inputs=[p for p in G.parameters() if p.requires_grad])", "loss.backward()"),
    ("loss = g_loss(D(G(Z)))", "D.requires_grad_(False)\n    loss = g_loss(D(G(Z)))"),
)
thaws_all = change(
    "All parameters of D require gradients afterwards, also those that were frozen before.",
    (
        "loss.backward(inputs=[p for p in G.parameters() if p.requires_grad])",
        "loss.backward(inputs=[p for p in G.parameters() if p.requires_grad])\n    D.requires_grad_(True)",
    ),
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
        "    for p in G.parameters():\n        p.grad = None if p.requires_grad else p.grad\n",
    ),
)
zeroes_frozen_gradients = change(
    "Old gradients become 0, not None, so weight decay moves frozen parameters.",
    ("opt.zero_grad()", "opt.zero_grad(set_to_none=False)"),
)
without_clearing = change(
    "Old gradients are not cleared, so they accumulate from step to step.", ("    opt.zero_grad()\n", "")
)
copies_discriminator = change(
    "It runs a copy of D, so the running statistics of D's batch norm don't change.",
    ("loss = g_loss(D(G(Z)))", 'loss = g_loss(__import__("copy").deepcopy(D)(G(Z)))'),
)
without_step = change(
    "Nothing is learned: there is no step, or the gradients were cleared just before it.",
    ("    opt.step()\n", ""),
)
loss_afterwards = change(
    "The loss is computed again after the step; return the loss from before it.",
    ("return loss.item()", "return g_loss(D(G(Z))).item()"),
)
returns_tensor = change("It returns a tensor, not a Python float.", ("loss.item()", "loss.detach()"))
minimax = change(
    "It uses the minimax form of the loss, which saturates where D is sure of the fakes.",
    (
        "loss = g_loss(D(G(Z)))",
        "fake_logits = D(G(Z))\n    loss = -bce_with_logits(fake_logits, torch.zeros_like(fake_logits))",
    ),
)
helps_discriminator = change(
    "The target of the fakes is 0, so G learns to be detected.",
    (
        "loss = g_loss(D(G(Z)))",
        "fake_logits = D(G(Z))\n    loss = bce_with_logits(fake_logits, torch.zeros_like(fake_logits))",
    ),
)
discriminator_in_eval_mode = change(
    "It puts D into eval mode, so batch norm works differently, and the mode is never restored.",
    ("loss = g_loss(D(G(Z)))", "D.eval()\n    loss = g_loss(D(G(Z)))"),
)
in_train_mode = change(
    "It puts both networks into train mode, even if they were in eval mode.",
    ("loss = g_loss(D(G(Z)))", "G.train()\n    D.train()\n    loss = g_loss(D(G(Z)))"),
)
needs_all_of_generator = change(
    "It asks for gradients of frozen parameters of G too, but these have none.", (" if p.requires_grad", "")
)
