# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# %% [markdown]
# # Generative adversarial networks
#
# A classifier learns what distinguishes samples. A *generative* model learns to make new ones. For most data
# nobody can write down the density that a generated sample should be likely under. A generative adversarial
# network, GAN for short, does without: whether samples are good is judged by a second network, and that one
# is trained too.
#
# You write the parts in `gan.py`, beside this notebook. Here you look at the losses and their gradients, see
# what a perfect discriminator would say, and watch a generator close in on its target. The target is a
# Gaussian in the plane: small enough to train in seconds, and one of the few for which the distance that is
# left can be computed exactly.
#
# Cells that need a function which you have not written yet stop with `NotImplementedError`. Write it, and
# run the cell again: the notebook reloads your module by itself. `%check NAME` runs the visible checks of a
# function, `%check` those of all, and `%hint NAME` helps when you are stuck.

# %%
# %load_ext autograder

# %%
from collections.abc import Callable, Iterator

import matplotlib.pyplot as plt
import torch
from gan import (
    bce_with_logits,
    d_loss,
    g_loss,
    gradient_penalty,
    lsgan_d_loss,
    sample_noise,
    update_D,
    update_G,
)
from IPython.display import ProgressBar
from torch import Tensor, nn

BLUE, ORANGE, GREEN, GREY = "#2563eb", "#ea580c", "#16a34a", "#64748b"
plt.rcParams.update(
    {
        "figure.dpi": 110,
        "figure.constrained_layout.use": True,
        "font.size": 10,
        "axes.titlesize": 11,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.color": "#e2e8f0",
        "axes.axisbelow": True,
        "legend.frameon": False,
    }
)

# %% [markdown]
# ## 1. The game
#
# Two players:
#
# - the **generator** $G$ turns noise $\mathbf z \sim \mathcal N(\mathbf 0, \mathbf I)$ into a sample
#   $G(\mathbf z)$, a *fake*;
# - the **discriminator** $D$ gives every sample a logit; $\sigma(D(\mathbf x))$, with the sigmoid $\sigma$,
#   is the probability with which it takes $\mathbf x$ for real.
#
# $D$ is an ordinary binary classifier, with the label 1 for real samples and 0 for fakes, and minimises
#
# $$L_D = -\tfrac12\, \mathbb E_{\mathbf x}\big[\log \sigma(D(\mathbf x))\big]
# - \tfrac12\, \mathbb E_{\mathbf z}\big[\log\big(1 - \sigma(D(G(\mathbf z)))\big)\big].$$
#
# $G$ never sees a real sample. All that it knows comes through $D$: the gradient of $D$'s verdict tells it
# how a fake would have to move to look more real. In turns each makes one step. If all goes well, the fakes
# become so good that $D$ can do no better than guess.

# %% [markdown]
# ## 2. The data
#
# Each real sample is $\mathbf x = \mathbf A^\top \mathbf z + \mathbf b$ with standard normal $\mathbf z$,
# which your `sample_noise` draws: a Gaussian with the mean $\mathbf b$ and the covariance $\mathbf A^\top
# \mathbf A$, a thin ellipse.

# %%
A = torch.tensor([[1.0, 2.0], [-0.1, 0.5]])
b = torch.tensor([1.0, 2.0])
real = sample_noise(1024, 2, torch.Generator().manual_seed(0)) @ A + b  # [1024,2]

fig, axis = plt.subplots(figsize=(4.2, 4.2))
axis.scatter(*real.T, s=8, color=BLUE, alpha=0.5, label="real samples")
axis.scatter(
    *sample_noise(1024, 2, torch.Generator().manual_seed(1)).T, s=8, color=GREY, alpha=0.4, label="noise"
)
axis.set(title="What G gets and what it should make", xlabel="$x_1$ (no unit)", ylabel="$x_2$ (no unit)")
axis.legend(loc="upper left")
axis.set_aspect("equal")
plt.show()
print(f"covariance wanted   {(A.T @ A).tolist()}")
print(f"covariance of real  {real.T.cov().tolist()}")

# %%
# %check sample_noise

# %% [markdown]
# ## 3. The loss of a classifier
#
# With a logit $x$ and a target $t$, binary cross-entropy is
#
# $$\ell(x, t) = -t \log \sigma(x) - (1 - t) \log(1 - \sigma(x)) = \log(1 + e^x) - t\,x,
# \qquad \frac{\partial \ell}{\partial x} = \sigma(x) - t .$$
#
# As it stands, $e^x$ overflows at $x = 89$ in float32, and $\sigma(x)$ rounds to 1 at 17. A discriminator
# that faces bad fakes reaches such logits soon. PyTorch's `nn.BCEWithLogitsLoss` handles them, and so must
# yours:

# %%
theirs = nn.BCEWithLogitsLoss()
logits = torch.tensor([-1000.0, -50.0, -3.0, 0.0, 3.0, 50.0, 1000.0])
print("  logit  target     naive      yours   PyTorch")
for x in logits:
    for target in (torch.tensor(0.0), torch.tensor(1.0)):
        p = x.sigmoid()
        naive = -(target * p.log() + (1 - target) * (1 - p).log())
        print(
            f"{x:7.0f} {target:7.0f} {naive:9.3f} {bce_with_logits(x, target):10.3f} {theirs(x, target):9.3f}"
        )

# %%
# %check bce_with_logits

# %% [markdown]
# The gradients must agree too, also at a logit of exactly 0, where a formula with $\max(x, 0)$ and $|x|$ has
# two kinks that autograd does not see as one smooth function:

# %%
x = torch.linspace(-60, 60, 121, dtype=torch.float64).requires_grad_()  # 0 is among them
t = sample_noise(1, 121, torch.Generator().manual_seed(2))[0].double().sigmoid()
by_yours, by_theirs = (torch.autograd.grad(loss(x, t), x)[0] for loss in (bce_with_logits, theirs))
by_kinks = torch.autograd.grad((x.relu() + (-x.abs()).exp().log1p() - t * x).mean(), x)[0]
print(f"largest difference of a gradient, yours and PyTorch's: {(by_yours - by_theirs).abs().max():.1e}")
print(f"with the kinks left in:                                {(by_kinks - by_theirs).abs().max():.1e}")

# %% [markdown]
# ## 4. What a perfect discriminator says
#
# Keep $G$ fixed. Where real samples have the density $p(x)$ and fakes $q(x)$, the loss is smallest if at
# every $x$ the probability is the share of the real ones there:
#
# $$\sigma(D^*(x)) = \frac{p(x)}{p(x) + q(x)}, \qquad D^*(x) = \log p(x) - \log q(x).$$
#
# So a trained discriminator *is* an estimate of a ratio of densities, made from samples alone. Take
# $p = \mathcal N(0, 1)$ and $q = \mathcal N(2, 0.7^2)$, and train a small network with your `d_loss`.

# %%
p, q = torch.distributions.Normal(0.0, 1.0), torch.distributions.Normal(2.0, 0.7)
generator = torch.Generator().manual_seed(3)
torch.manual_seed(3)
judge = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(judge.parameters(), lr=0.02)
for _ in ProgressBar(600):
    x_real = sample_noise(256, 1, generator)
    x_fake = 2 + 0.7 * sample_noise(256, 1, generator)
    optimizer.zero_grad()
    loss = d_loss(judge(x_real), judge(x_fake))
    loss.backward()
    optimizer.step()

x = torch.linspace(-3, 5, 200)
density_p, density_q = p.log_prob(x).exp(), q.log_prob(x).exp()
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.3))
left.plot(x, density_p, color=BLUE, label="real, $p(x)$")
left.plot(x, density_q, color=ORANGE, label="fake, $q(x)$")
left.set(title="Two densities on a line", xlabel="$x$ (no unit)", ylabel="density (1 / unit of $x$)")
left.legend()
right.plot(x, density_p / (density_p + density_q), color=GREY, linewidth=4, alpha=0.5, label="$p / (p + q)$")
right.plot(x, judge(x.unsqueeze(1)).sigmoid().detach(), color=GREEN, label="trained network")
right.axhline(0.5, color="black", linewidth=0.8, linestyle=":")
right.set(
    title="How real is a sample at $x$?", xlabel="$x$ (no unit)", ylabel="probability of being real (no unit)"
)
right.legend()
plt.show()

# %%
# %check d_loss

# %% [markdown]
# On the far right the true ratio turns up again, since the wider density falls more slowly. The network has
# seen hardly a sample there: it may be off where nobody asks it.
#
# With the perfect discriminator inserted, the loss becomes
# $L_D = \log 2 - \operatorname{JS}(p, q)$, where JS is the Jensen-Shannon divergence. So a generator that
# makes $D$'s loss large brings $q$ close to $p$, and at $q = p$ the loss is $\log 2 \approx 0.693$: the value
# to look for in the curves below.

# %%
x_real, x_fake = p.sample((200_000,)), q.sample((200_000,))
best = d_loss(p.log_prob(x_real) - q.log_prob(x_real), p.log_prob(x_fake) - q.log_prob(x_fake))
print(
    f"loss of the perfect discriminator {best:.3f}, of the trained one {loss.item():.3f} (on its last batch)"
)
print(f"so the Jensen-Shannon divergence is about {torch.log(torch.tensor(2.0)) - best:.3f} nats")

# %% [markdown]
# ## 5. Two losses for one goal
#
# In the minimax game $G$ maximises what $D$ minimises: it minimises
# $\mathbb E[\log(1 - \sigma(D(G(\mathbf z))))]$. The non-saturating form minimises
# $-\mathbb E[\log \sigma(D(G(\mathbf z)))]$ instead. Both want the logits of fakes to rise. Look at how hard
# each of them pulls:

# %%
x = torch.linspace(-8, 8, 200).requires_grad_()
forms = {
    "non-saturating: $-\\log \\sigma(x)$": (torch.stack([g_loss(one) for one in x]), GREEN, "-"),
    "minimax: $\\log(1 - \\sigma(x))$": (
        torch.stack([-bce_with_logits(one, torch.zeros_like(one)) for one in x]),
        ORANGE,
        "--",
    ),
}
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.3))
for label, (values, colour, style) in forms.items():
    (slope,) = torch.autograd.grad(values.sum(), x)
    left.plot(x.detach(), values.detach(), color=colour, linestyle=style, label=label)
    right.plot(x.detach(), slope.abs(), color=colour, linestyle=style, label=label)
left.set(title="Loss of the generator", xlabel="logit $x$ of a fake (no unit)", ylabel="loss (nats)")
right.set(
    title="Size of its gradient", xlabel="logit $x$ of a fake (no unit)", ylabel="|d loss / d logit| (nats)"
)
for axis in (left, right):
    axis.axvspan(-8, -3, color=GREY, alpha=0.12, linewidth=0)
right.text(-5.5, 0.5, "D is sure:\na fake", ha="center", color=GREY)
left.legend()
plt.show()

# %%
# %check g_loss

# %% [markdown]
# At the beginning all fakes are bad and $D$ finds that out soon, so all logits lie in the shaded part. There
# the minimax form has no gradient left, just where $G$ has most to learn, while the other has its largest.

# %% [markdown]
# ## 6. Training
#
# Since the data are a linear function of noise, a linear generator is enough. The discriminator is a network
# with two hidden layers. In each round your `update_D` makes a step of $D$ and your `update_G` one of $G$.
#
# How far are fakes and real samples apart? $G$ is linear, $G(\mathbf z) = \mathbf W \mathbf z + \mathbf c$,
# so its samples are a Gaussian as well, and between Gaussians the Wasserstein distance is known in closed
# form:
#
# $$W_2^2 = \|\mathbf c - \mathbf b\|^2 + \operatorname{tr}\!\big(\mathbf S + \mathbf T
# - 2\,(\mathbf S^{1/2}\, \mathbf T\, \mathbf S^{1/2})^{1/2}\big),
# \qquad \mathbf S = \mathbf W \mathbf W^\top,\ \mathbf T = \mathbf A^\top \mathbf A .$$

# %%
EPOCHS, BATCH = 24, 32


def networks(seed: int) -> tuple[nn.Module, nn.Module]:
    """A fresh discriminator and a fresh generator."""
    torch.manual_seed(seed)
    D = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))
    return D, nn.Linear(2, 2)


def batches(seed: int) -> Iterator[tuple[Tensor, Tensor]]:
    """One epoch: real samples in a random order, and noise."""
    generator = torch.Generator().manual_seed(seed)
    for rows in torch.randperm(len(real), generator=generator).split(BATCH):
        yield real[rows], sample_noise(len(rows), 2, generator)


def root(S: Tensor) -> Tensor:
    """The square root of a symmetric matrix without negative eigenvalues."""
    values, vectors = torch.linalg.eigh(S)
    return vectors @ values.clamp(min=0).sqrt().diag() @ vectors.T


def distance(G: nn.Linear) -> float:
    """The Wasserstein distance between what G makes and the target."""
    W, c = G.weight.detach(), G.bias.detach()
    S, T = W @ W.T, A.T @ A
    spread = (S + T - 2 * root(root(S) @ T @ root(S))).trace()
    return ((c - b).square().sum() + spread).clamp(min=0).sqrt().item()


# %%
D, G = networks(seed=0)
opt_D = torch.optim.Adam(D.parameters(), lr=0.01, betas=(0.5, 0.999))
opt_G = torch.optim.Adam(G.parameters(), lr=0.01, betas=(0.5, 0.999))
watched = sample_noise(400, 2, torch.Generator().manual_seed(9))  # the same noise in every picture
grid = torch.cartesian_prod(torch.linspace(-3, 5, 60), torch.linspace(-5, 9, 60))  # [3600,2]


def picture() -> tuple[Tensor, Tensor]:
    """Fakes, and what D thinks of each point of the plane."""
    with torch.no_grad():
        return G(watched), D(grid).sigmoid().view(60, 60)


pictures, losses, distances = {0: picture()}, [], [distance(G)]
for epoch in ProgressBar(EPOCHS):
    rounds = [(update_D(X, Z, D, G, opt_D), update_G(Z, D, G, opt_G)) for X, Z in batches(epoch + 1)]
    losses.append(torch.tensor(rounds).mean(dim=0).tolist())
    distances.append(distance(G))
    if epoch + 1 in (1, 3, 6, 12, 24):
        pictures[epoch + 1] = picture()
print(
    f"distance to the target: {distances[0]:.2f} before training, {distances[-1]:.2f} after {EPOCHS} epochs"
)

# %%
# %check update_D update_G

# %%
fig, axes = plt.subplots(2, 3, figsize=(9.5, 6.6), sharex=True, sharey=True)
for axis, (epoch, (fakes, opinion)) in zip(axes.flat, pictures.items(), strict=True):
    field = axis.contourf(
        torch.linspace(-3, 5, 60),
        torch.linspace(-5, 9, 60),
        opinion.T,
        levels=torch.linspace(0, 1, 11),
        cmap="PuOr_r",
    )
    axis.scatter(*real[:400].T, s=5, color=BLUE, label="real")
    axis.scatter(*fakes.T, s=5, color="black", label="fake")
    axis.set(title=f"after epoch {epoch}", xlim=(-3, 5), ylim=(-5, 9))
    axis.grid(visible=False)
for axis in axes[1]:
    axis.set_xlabel("$x_1$ (no unit)")
for axis in axes[:, 0]:
    axis.set_ylabel("$x_2$ (no unit)")
axes[0, 0].legend(loc="upper left", markerscale=2)
fig.colorbar(field, ax=axes, label="probability of being real, by D (no unit)", shrink=0.8)
fig.suptitle("The fakes close in on the target, and D has ever less to say")
plt.show()

# %% [markdown]
# The fakes follow the slope of $D$'s opinion, and $D$ keeps changing its mind, since it judges by what the
# fakes look like now. Once the clouds lie on each other the field becomes flat: a guess of 1/2 everywhere.

# %%
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.3))
epochs = range(1, EPOCHS + 1)
left.plot(epochs, [d for d, _ in losses], color=BLUE, label="discriminator")
left.plot(epochs, [g for _, g in losses], color=ORANGE, label="generator")
left.axhline(0.6931, color=GREY, linewidth=1, linestyle="--")
left.text(EPOCHS, 0.71, "log 2", ha="right", color=GREY)
left.set(title="Mean loss of each epoch", xlabel="epoch", ylabel="loss (nats)")
left.legend()
right.plot(range(EPOCHS + 1), distances, color=GREEN)
right.set(title="How far the fakes are off", xlabel="epoch", ylabel="Wasserstein distance (units of $x$)")
right.set_ylim(bottom=0)
plt.show()

# %% [markdown]
# Compare the two plots. In ordinary training a loss that falls means progress. Here both losses settle near
# $\log 2$, which only says that neither player wins. The distance is what tells how good the fakes are, and
# for images nobody can compute it. That is why GANs are hard to tune.

# %% [markdown]
# ## 7. The same in PyTorch
#
# Written out with `nn.BCEWithLogitsLoss`, from the same start and with the same batches, it must give the
# same generator. Mind `detach()` in the first half, and `zero_grad()` of $D$ at the right moment: the
# generator's `backward()` leaves gradients in $D$.

# %%
D2, G2 = networks(seed=0)
opt_D2 = torch.optim.Adam(D2.parameters(), lr=0.01, betas=(0.5, 0.999))
opt_G2 = torch.optim.Adam(G2.parameters(), lr=0.01, betas=(0.5, 0.999))
criterion = nn.BCEWithLogitsLoss()

for epoch in ProgressBar(EPOCHS):
    for X, Z in batches(epoch + 1):
        ones, zeros = torch.ones(len(X), 1), torch.zeros(len(X), 1)
        opt_D2.zero_grad()
        ((criterion(D2(X), ones) + criterion(D2(G2(Z).detach()), zeros)) / 2).backward()
        opt_D2.step()
        opt_G2.zero_grad()
        criterion(D2(G2(Z)), ones).backward()
        opt_G2.step()

difference = max((x - y).abs().max().item() for x, y in zip(G.parameters(), G2.parameters(), strict=True))
print(f"largest difference of a parameter of G: {difference:.1e}")

# %% [markdown]
# ## 8. Two other games
#
# **LSGAN** gives up the logarithm. $D$'s outputs are drawn to 1 and 0 by squared distances, your
# `lsgan_d_loss`, and $G$ minimises $\tfrac12 \mathbb E[(D(G(\mathbf z)) - 1)^2]$. A fake that $D$ is sure
# about lies far from 1, and the farther, the stronger the pull.
#
# **WGAN-GP** gives up the classifier. $D$, now called a critic, gives scores that real samples should have
# more of, $L_D = \mathbb E[D(G(\mathbf z))] - \mathbb E[D(\mathbf x)]$, and $G$ minimises
# $-\mathbb E[D(G(\mathbf z))]$. Without a limit the scores would grow for ever, so the critic's slope is held
# at 1 between real and fake samples by your `gradient_penalty`:
#
# $$\lambda\, \mathbb E_{\hat{\mathbf x}}\big[(\|\nabla D(\hat{\mathbf x})\|_2 - 1)^2\big], \qquad
# \hat{\mathbf x} = \epsilon\, \mathbf x + (1 - \epsilon)\, G(\mathbf z),\ \epsilon \sim U(0, 1).$$
#
# Then $-L_D$ estimates a Wasserstein distance, which says how far there is to go, even where real samples and
# fakes don't overlap at all.

# %%
generator = torch.Generator().manual_seed(5)


def critic_loss(D: nn.Module, X: Tensor, fake: Tensor) -> Tensor:
    return D(fake).mean() - D(X).mean() + gradient_penalty(D, X, fake, lam=1.0, generator=generator)


Loss = Callable[[nn.Module, Tensor, Tensor], Tensor]
games: dict[str, tuple[Loss, Callable[[Tensor], Tensor], int, str]] = {  # int: steps of D for each of G
    "GAN": (lambda D, X, fake: d_loss(D(X), D(fake)), g_loss, 1, BLUE),
    "LSGAN": (
        lambda D, X, fake: lsgan_d_loss(D(X), D(fake)),
        lambda scores: (scores - 1).square().mean() / 2,
        1,
        GREEN,
    ),
    "WGAN-GP": (critic_loss, lambda scores: -scores.mean(), 5, ORANGE),
}


def play(
    discriminator_loss: Loss, generator_loss: Callable[[Tensor], Tensor], steps: int
) -> tuple[nn.Module, list[float]]:
    """Train with these losses; the generator and its distance to the target after each epoch."""
    D, G = networks(seed=0)
    opt_D = torch.optim.Adam(D.parameters(), lr=0.01, betas=(0.5, 0.999))
    opt_G = torch.optim.Adam(G.parameters(), lr=0.01, betas=(0.5, 0.999))
    distances = [distance(G)]
    for epoch in ProgressBar(EPOCHS):
        for X, Z in batches(epoch + 1):
            for _ in range(steps):
                opt_D.zero_grad()
                discriminator_loss(D, X, G(Z).detach()).backward()
                opt_D.step()
            opt_G.zero_grad()
            generator_loss(D(G(Z))).backward()
            opt_G.step()
        distances.append(distance(G))
    return G, distances


fig, axes = plt.subplots(1, 4, figsize=(11, 3.1), width_ratios=[1.5, 1, 1, 1])
for axis, (name, (*rules, colour)) in zip(axes[1:], games.items(), strict=True):
    made_by, found = play(*rules)
    axes[0].plot(range(EPOCHS + 1), found, color=colour, label=name)
    axis.scatter(*real[:400].T, s=4, color=GREY, alpha=0.5, label="real")
    axis.scatter(*made_by(watched).detach().T, s=4, color=colour, alpha=0.7, label="fake")
    axis.set(title=f"{name}: {found[-1]:.2f} off", xlabel="$x_1$ (no unit)", ylabel="$x_2$ (no unit)")
    axis.legend(loc="upper left", markerscale=2)
axes[0].set(title="Distance to the target", xlabel="epoch", ylabel="Wasserstein distance (units of $x$)")
axes[0].set_ylim(bottom=0)
axes[0].legend()
plt.show()

# %%
# %check lsgan_d_loss gradient_penalty

# %% [markdown]
# On a problem as small as this all three get there, each in its own way, and with another seed or learning
# rate the order may change: don't read a ranking into one plot. The critic of WGAN-GP makes five steps for
# each of its generator, as its authors advise; with one the fakes swing to and fro around the target (try
# it). What WGAN-GP buys shows on harder data, where a plain GAN makes only some of the kinds of samples that
# there are (*mode collapse*) or does not get going.

# %% [markdown]
# ## 9. Quiz
#
# 1. `update_D` computes the fakes with a graph and does not detach them. `opt` holds only $D$'s parameters.
#    What goes wrong, and when does it show?
# 2. The loss of $D$ is 0.001 throughout. Is that good news?
# 3. $D$ answers 0 for every sample, whatever it is. What are $L_D$ and the generator's loss? What is the
#    gradient that $G$ gets?
# 4. In the minimax form, a fake has the logit $-10$. How large is the gradient with respect to the logit, and
#    how large in the non-saturating form?
# 5. A linear critic $D(\mathbf x) = \mathbf w^\top \mathbf x$ has $\mathbf w = (3, 4)$. What is the gradient
#    penalty with $\lambda = 10$, and why does it not matter what eps is?
# 6. Why is the penalty's `create_graph=True` needed, and what would happen silently without it?

# %% [markdown]
# &nbsp;
#
# Take a sheet of paper before you read on.
#
# &nbsp;

# %% [markdown]
# ### Answers
#
# 1. $D$'s step itself is right. But gradients pile up in $G$: of the loss that $D$ minimises, which is the
#    opposite of what $G$ wants. It shows if the next step of $G$ does not clear them first, and it costs a
#    backward pass through $G$ in any case.
# 2. Not for $G$. $D$ tells real from fake without fail, so $G$ is far off; and in the minimax form it would
#    get hardly a gradient. Look at the samples.
# 3. Both are $\log 2 \approx 0.693$, just as in the equilibrium. But $D$ is constant, its gradient with
#    respect to its input is 0, and $G$ learns nothing.
# 4. $\sigma(-10) \approx 0.000045$ and $1 - \sigma(-10) \approx 0.99995$: some 22,000 times as much.
# 5. The gradient is $\mathbf w$ everywhere, with the norm 5, so $10 \cdot (5 - 1)^2 = 160$. Where a point
#    lies does not matter to a gradient that is the same everywhere.
# 6. The penalty is made of a gradient, and training needs *its* gradient, so the first one must have a graph.
#    Without it the penalty is a constant: the critic's loss still has the other terms, so nothing fails, the
#    number shows up in the sum, and the slope is not held at all.
