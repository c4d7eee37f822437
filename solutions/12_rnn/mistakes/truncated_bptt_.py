"""Wrong versions of `truncated_bptt_` that students write."""

from autograder.judge import change

not_detached = change(
    "The state is not detached between chunks, so the second backward pass runs into the graph of the first.",
    ("        state = detach_state(state)\n    return", "    return"),
    ("return history, state", "return history, detach_state(state)"),
)
last_not_detached = change(
    "The last state still has its graph. Detach it too.",
    ("    for X, Y in chunks:\n", "    for X, Y in chunks:\n        state = detach_state(state)\n"),
    ("        state = detach_state(state)\n    return", "    return"),
)
first_not_detached = change(
    "The first state is not detached, so a gradient reaches what made it.",
    ("    state = detach_state(state)\n    for", "    for"),
)
detached_in_place = change(
    "The given state itself loses its graph. Detach by making new tensors.",
    (
        "    state = detach_state(state)\n    for",
        "    def cut(one):\n"
        "        _ = [cut(item) for item in one] if isinstance(one, tuple) else one.detach_()\n\n"
        "    cut(state)\n    state = detach_state(state)\n    for",
    ),
)
restarted = change(
    "The state is not passed on: each chunk starts again from the first state.",
    ("    state = detach_state(state)\n    for", "    first = state = detach_state(state)\n    for"),
    ("model(X, state)", "model(X, first)"),
)
restarted_from_zero = change(
    "Each chunk after the first starts from a state of 0; it should continue the chunk before.",
    ("        logits, state", "        state = zeros(state) if history else state\n        logits, state"),
    (
        "    history = []\n",
        "    history = []\n\n"
        "    def zeros(one):\n"
        "        return tuple(map(zeros, one)) if isinstance(one, tuple) else torch.zeros_like(one)\n\n",
    ),
)
clips_after_step = change(
    "The step is made with gradients that aren't clipped. Clip between the backward pass and the step.",
    (
        "        nn.utils.clip_grad_norm_(model.parameters(), max_norm)\n        opt.step()\n",
        "        opt.step()\n        nn.utils.clip_grad_norm_(model.parameters(), max_norm)\n",
    ),
)
clips_each = change(
    "Each gradient is clipped by its own norm; the norm of all together counts.",
    (
        "        nn.utils.clip_grad_norm_(model.parameters(), max_norm)\n",
        "        for p in model.parameters():\n            nn.utils.clip_grad_norm_(p, max_norm)\n",
    ),
)
clips_values = change(
    "Each entry of a gradient is clipped; the norm of all gradients together counts.",
    ("clip_grad_norm_", "clip_grad_value_"),
)
clips_first_group = change(
    "Only the parameters in the optimizer's first group are clipped.",
    ("model.parameters()", "opt.param_groups[0]['params']"),
)
always_scales = change(
    "The gradients always get the norm max_norm, so small ones grow.",
    (
        "        nn.utils.clip_grad_norm_(model.parameters(), max_norm)\n",
        "        norm = nn.utils.get_total_norm([p.grad for p in model.parameters() if p.grad is not None])\n"
        "        for p in model.parameters():\n            if p.grad is not None:\n"
        "                p.grad *= min(max_norm, 1e6) / (norm + 1e-6)\n",
    ),
)
none_fails = change(
    "It fails if a parameter has no gradient. Skip those whose .grad is None.",
    (
        "        nn.utils.clip_grad_norm_(model.parameters(), max_norm)\n",
        "        norm = sum(p.grad.square().sum() for p in model.parameters()).sqrt()\n"
        "        for p in model.parameters():\n"
        "            p.grad *= (max_norm / (norm + 1e-6)).clamp(max=1)\n",
    ),
)
without_clearing = change(
    "Old gradients are not cleared, so they add up from chunk to chunk.", ("        opt.zero_grad()\n", "")
)
clears_once = change(
    "Gradients are cleared before the first chunk only, so those of earlier chunks count in each step.",
    ("        opt.zero_grad()\n", ""),
    ("    history = []\n", "    history = []\n    opt.zero_grad()\n"),
)
clears_afterwards = change(
    "Gradients are cleared only after a step, so those from before the call count in the first step.",
    ("        opt.zero_grad()\n", ""),
    ("        opt.step()\n", "        opt.step()\n        opt.zero_grad()\n"),
)
zeros_instead = change(
    "Old gradients become zeros, not None, so momentum or weight decay still moves frozen parameters.",
    ("opt.zero_grad()", "opt.zero_grad(set_to_none=False)"),
)
steps_once = change(
    "There is one step for all chunks; each chunk has its own.",
    ("        opt.step()\n", ""),
    ("    return history", "    if history:\n        opt.step()\n    return history"),
)
never_steps = change("There is no step, so nothing is learned.", ("        opt.step()\n", ""))
sets_train_mode = change(
    "It puts the model into train mode; use it in the mode it is in.",
    ("    history = []\n", "    history = []\n    model.train()\n"),
)
keeps_graphs = change(
    "The graph of every chunk is kept until the end. Collect numbers, not loss tensors.",
    ("history.append(loss.item())", "history.append(loss)"),
    ("return history,", "return [float(loss) for loss in history],"),
)
loss_tensors = change(
    "The losses are tensors; Python floats are asked for.", ("loss.item()", "loss.detach()")
)
mean_loss = change(
    "It returns the mean of the losses; a list with one for each chunk is asked for.",
    ("return history,", "return sum(history) / max(len(history), 1),"),
)
loss_after_step = change(
    "The losses are computed after the step; they should be from before it.",
    (
        "        history.append(loss.item())\n",
        "        history.append(loss_fn(model(X, old)[0], Y).item())\n",
    ),
    ("        logits, state", "        old = state\n        logits, state"),
)
swapped_arguments = change(
    "loss_fn gets its arguments in the wrong order: the logits come first.",
    ("loss_fn(logits, Y)", "loss_fn(Y, logits)"),
)
own_loss = change(
    "It computes the cross-entropy instead of calling loss_fn.",
    ("loss_fn(logits, Y)", "nn.functional.cross_entropy(logits.flatten(0, 1), Y.flatten())"),
)
skips_last = change("The last chunk is left out.", ("in chunks:", "in list(chunks)[:-1]:"))
walks_twice = change(
    "It iterates over the chunks twice, but a generator is empty the second time.",
    ("    history = []\n", "    history = []\n    number = sum(1 for _ in chunks)\n"),
)
two_levels_fail = change(
    "It fails for nested states, or for a state that is a tensor: it takes the state for a tuple of tensors.",
    ("detach_state(state)", "tuple(one.detach() for one in state)"),
)
