"""PyTorch's own helpers: one_hot, linear layers, normal_, einsum, tree_map and clip_grad_norm_."""

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils._pytree import tree_map


def to_onehot(X: Tensor, vocab_size: int) -> Tensor:
    return F.one_hot(X.t().long(), num_classes=vocab_size).float()


def init_rnn_params(
    vocab_size: int,
    num_hiddens: int,
    device: torch.device | str | None = None,
    generator: torch.Generator | None = None,
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    where = device or (generator.device if generator else None)

    def empty(*shape: int) -> Tensor:
        return torch.empty(shape, device=where)

    W_xh, W_hh, W_hq = (
        empty(*shape).normal_(0.0, 0.01, generator=generator).requires_grad_(True)
        for shape in ((vocab_size, num_hiddens), (num_hiddens, num_hiddens), (num_hiddens, vocab_size))
    )
    b_h, b_q = (empty(size).zero_().requires_grad_(True) for size in (num_hiddens, vocab_size))
    return W_xh, W_hh, b_h, W_hq, b_q


def rnn_cell(x: Tensor, h: Tensor, W_xh: Tensor, W_hh: Tensor, b_h: Tensor) -> Tensor:
    return F.linear(x, W_xh.t(), b_h).add(F.linear(h, W_hh.t())).tanh()


def _states(inputs: Tensor, h: Tensor, params: Sequence[Tensor]) -> list[Tensor]:
    """h_0 to h_T."""
    W_xh, W_hh, b_h = params[:3]
    from_inputs = F.linear(inputs, W_xh.t(), b_h)  # [T,B,H], all steps at once
    return list(accumulate(from_inputs, lambda old, x: torch.addmm(x, old, W_hh).tanh(), initial=h))


def rnn(inputs: Tensor, state: tuple[Tensor], params: Sequence[Tensor]) -> tuple[Tensor, tuple[Tensor]]:
    states = _states(inputs, state[0], params)
    return F.linear(torch.stack(states[1:]), params[3].t(), params[4]), (states[-1],)


@torch.no_grad()
def rnn_backward(inputs: Tensor, h0: Tensor, params: Sequence[Tensor], douts: Tensor) -> tuple[Tensor, ...]:
    _, W_hh, _, W_hq, _ = params
    states = torch.stack(_states(inputs, h0, params))  # [T+1,B,H]
    slopes = 1 - states[1:].square()
    local = torch.einsum("tbo,ho->tbh", douts, W_hq)
    deltas = torch.empty_like(local)
    later = torch.zeros_like(h0)
    for t in range(len(inputs))[::-1]:
        deltas[t] = (local[t] + later).mul(slopes[t])
        later = F.linear(deltas[t], W_hh)
    return (
        torch.einsum("tbi,tbh->ih", inputs, deltas),
        torch.einsum("tbk,tbh->kh", states[:-1], deltas),
        torch.einsum("tbh->h", deltas),
        torch.einsum("tbh,tbo->ho", states[1:], douts),
        torch.einsum("tbo->o", douts),
    )


def detach_state(state: Tensor | tuple[Any, ...]) -> Tensor | tuple[Any, ...]:
    found: Tensor | tuple[Any, ...] = tree_map(Tensor.detach, state)
    return found


def truncated_bptt_(
    model: nn.Module,
    chunks: Iterable[tuple[Tensor, Tensor]],
    state: Tensor | tuple[Any, ...],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    opt: torch.optim.Optimizer,
    max_norm: float,
) -> tuple[list[float], Tensor | tuple[Any, ...]]:
    params = [p for group in opt.param_groups for p in group["params"]]

    def train(chunk: tuple[Tensor, Tensor]) -> float:
        nonlocal state
        logits, new = model(chunk[0], detach_state(state))
        state = detach_state(new)
        loss = loss_fn(logits, chunk[1])
        for p in params:
            p.grad = None
        loss.backward()
        torch.nn.utils.clip_grad_norm_(params, max_norm)
        opt.step()
        return float(loss)

    losses = [train(chunk) for chunk in chunks]
    return losses, detach_state(state)


@torch.inference_mode()
def predict(
    prefix: str,
    num_chars: int,
    step: Callable[[Tensor, tuple[Any, ...]], tuple[Tensor, tuple[Any, ...]]],
    state: tuple[Any, ...],
    idx_to_char: Sequence[str],
    char_to_idx: dict[str, int],
) -> str:
    ids = [char_to_idx[character] for character in prefix]
    for character in ids[:-1]:
        _, state = step(torch.full((1, 1), character, device=state[0].device), state)
    while len(ids) < len(prefix) + num_chars:
        logits, state = step(torch.full((1, 1), ids[-1], device=state[0].device), state)
        ids += [logits.view(-1).argmax(dim=0).item()]
    return "".join(map(idx_to_char.__getitem__, ids))
