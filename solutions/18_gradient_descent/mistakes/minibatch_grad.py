"""Wrong versions of `minibatch_grad` that students write."""

from autograder.judge import change

with_replacement = change(
    "The batch is drawn with replacement, so a sample may be in it twice.",
    ("torch.randperm(n, generator=generator)[:batch]", "torch.randint(n, (batch,), generator=generator)"),
)

first_samples = change(
    "Nothing is drawn: the batch is always the first samples.",
    ("torch.randperm(n, generator=generator)[:batch]", "torch.arange(n)[:batch]"),
)

last_entries = change(
    "It takes the last entries of the permutation; the first ones are asked for.", ("[:batch]", "[-batch:]")
)

one_sample_less = change(
    "The batch has one sample less than it should.", ("[:batch]", "[: max(1, batch - 1)]")
)

all_samples = change("It takes all samples, whatever batch is.", ("[:batch]", ""))

generator_ignored = change("The generator is not used.", ("(n, generator=generator)", "(n)"))

same_seed = change(
    "It draws with a seed of its own, so each batch is the same one.",
    ("generator=generator", "generator=torch.Generator().manual_seed(0)"),
)

seeds_generator = change(
    "It seeds the generator at each call, so each batch is the same one.",
    ("    i = torch", "    _ = generator and generator.manual_seed(0)\n    i = torch"),
)

sum_of_batch = change("It is the sum over the batch; divide it by batch.", (".mean(dim=0)", ".sum(dim=0)"))

divided_by_n = change(
    "The sum over the batch is divided by n; it should be divided by batch.",
    (".mean(dim=0)", ".sum(dim=0) / n"),
)

sum_over_all = change(
    "It estimates the sum over all samples; the mean is asked for.", (".mean(dim=0)", ".mean(dim=0) * n")
)

of_coordinates = change(
    "The mean is taken over the coordinates; take it over the samples.", (".mean(dim=0)", ".mean(dim=1)")
)

one_number = change(
    "The mean is taken over the coordinates too; there is one number for each of them.",
    (".mean(dim=0)", ".mean()"),
)

sample_by_sample = change(
    "grad_i is called for each sample; call it once, with the whole batch.",
    ("grad_i(x, i)", "torch.cat([grad_i(x, k) for k in i.split(1)])"),
)

divides_in_place = change(
    "It writes into the tensor that grad_i returned.",
    ("grad_i(x, i).mean(dim=0)", "grad_i(x, i).div_(batch).sum(dim=0)"),
)

detached = change(
    "The estimate is detached from x, so no gradient flows back.", ("grad_i(x, i)", "grad_i(x.detach(), i)")
)

detached_result = change(
    "The estimate belongs to no graph, so no gradient flows back to anything.",
    ("grad_i(x, i)", "grad_i(x, i).detach()"),
)

refuses_nothing = change(
    "A batch that can't be drawn raises no ValueError.", ("if not 1 <= batch <= n:", "if batch == 0:")
)

accepts_too_many = change(
    "A batch of more than n samples raises no ValueError.", ("1 <= batch <= n", "1 <= batch")
)

accepts_none = change(
    "A batch of less than 1 sample raises no ValueError.",
    ("not 1 <= batch <= n", "batch > n"),
    ("[:batch]", "[: max(1, batch)]"),
)

refuses_all = change(
    "A batch of all samples raises an error; it should give the full gradient.",
    ("batch <= n", "batch < max(n, 2)"),
)

refuses_late = change(
    "It draws before it raises the error.",
    ("    if not 1", "    order = torch.randperm(n, generator=generator)\n    if not 1"),
    ("torch.randperm(n, generator=generator)[:batch]", "order[:batch]"),
)

indices_stay = change(
    "The indices are int32; int64 is asked for.", (".to(x.device)", ".to(x.device, torch.int32)")
)
