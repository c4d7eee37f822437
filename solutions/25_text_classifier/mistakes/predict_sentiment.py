"""Wrong versions of `predict_sentiment` that students write."""

from autograder.judge import change

classes_exchanged = change(
    "The two classes are exchanged; score 1 is that of positive.",
    ("positive > negative", "positive < negative"),
)
tie_is_positive = change(
    "Equal scores give positive; they should give negative.", ("positive > negative", "positive >= negative")
)
stays_in_train_mode = change(
    "The net is not put into eval mode, so dropout and batch norm work as in training.",
    ("    net.eval()\n", ""),
)
leaves_eval_mode = change(
    "The net stays in eval mode, so later training runs without dropout.",
    ("module.training = training", "pass"),
)
restores_root_only = change(
    "Afterwards all submodules have the net's mode; each should get back its own.",
    ("module.training = training", "module.training = modes[net]"),
)
restores_on_success_only = change(
    "The mode is not restored if the net raises an exception.",
    ("try:", "if True:"),
    ("finally:", "if True:"),
)
records_gradients = change(
    "It records gradients, so a graph is built that nobody needs.", ("torch.no_grad()", "torch.enable_grad()")
)
empty_fails = change(
    "Without a token the net gets no id at all; it should read <pad>.", (' or [vocab["<pad>"]]', "")
)
empty_is_unknown = change(
    "Without a token the net reads <unk>; it should read <pad>.", ('[vocab["<pad>"]]', '[vocab["<unk>"]]')
)
unknown_left_out = change(
    "Unknown tokens are left out; each should become <unk>.",
    ("for token in tokens]", "for token in tokens if token in vocab]"),
)
not_a_batch = change(
    "The net gets ids [T]; it should get a batch of one text, [1, T].",
    ("torch.tensor([ids], device=device))[0]", "torch.tensor(ids, device=device))"),
)
on_the_cpu = change(
    "The ids are on the CPU; they should be on the device of the net's first parameter.",
    ("torch.tensor([ids], device=device)", "torch.tensor([ids])"),
)
