"""By hand: buffers that are filled, sums over the steps one by one, clipping and ties without helpers."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn


class _State(NamedTuple):
    h: Tensor


def to_onehot(X: Tensor, vocab_size: int) -> Tensor:
    batch, steps = X.shape
    result = torch.zeros(steps, batch, vocab_size, dtype=torch.float32, device=X.device)
    t = torch.arange(steps, device=X.device)[:, None]
    b = torch.arange(batch, device=X.device)[None, :]
    result[t, b, X.to(torch.int64).transpose(0, 1)] = 1.0
    return result


def init_rnn_params(
    vocab_size: int,
    num_hiddens: int,
    device: torch.device | str | None = None,
    generator: torch.Generator | None = None,
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    if generator is not None:
        device = generator.device
    sizes = (vocab_size * num_hiddens, num_hiddens * num_hiddens, num_hiddens * vocab_size)
    numbers = torch.randn(sum(sizes), generator=generator, device=device) / 100
    flat_hq, flat_hh, flat_xh = numbers.split(sizes[::-1])
    params = (
        flat_xh.reshape(vocab_size, num_hiddens).clone(),
        flat_hh.reshape(num_hiddens, num_hiddens).clone(),
        torch.zeros(num_hiddens, device=device),
        flat_hq.reshape(num_hiddens, vocab_size).clone(),
        torch.zeros(vocab_size, device=device),
    )
    for p in params:
        p.requires_grad = True
    return params


def rnn_cell(x: Tensor, h: Tensor, W_xh: Tensor, W_hh: Tensor, b_h: Tensor) -> Tensor:
    both = torch.cat([x, h], dim=1)
    z = both @ torch.cat([W_xh, W_hh], dim=0) + b_h
    return 2 * torch.sigmoid(2 * z) - 1


def rnn(inputs: Tensor, state: tuple[Tensor], params: Sequence[Tensor]) -> tuple[Tensor, tuple[Tensor]]:
    wide = torch.promote_types(inputs.dtype, torch.float32)
    W_xh, W_hh, b_h, W_hq, b_q = (weight.to(wide) for weight in params)
    steps, batch, _ = inputs.shape
    outputs = inputs.new_empty(steps, batch, b_q.shape[0])
    h = state[0].to(wide)
    for t in range(steps):
        h = torch.tanh(inputs[t].to(wide) @ W_xh + (h @ W_hh + b_h))
        outputs[t] = h @ W_hq + b_q
    return outputs, _State(h.to(inputs.dtype))


def rnn_backward(inputs: Tensor, h0: Tensor, params: Sequence[Tensor], douts: Tensor) -> tuple[Tensor, ...]:
    W_xh, W_hh, b_h, W_hq, _ = params
    states = {-1: h0}
    for t in range(inputs.shape[0]):
        states[t] = torch.tanh(inputs[t] @ W_xh + states[t - 1] @ W_hh + b_h)
    d_xh, d_hh, d_h, d_hq, d_q = (torch.zeros_like(p) for p in params)
    later: Tensor | None = None
    for t in reversed(range(inputs.shape[0])):
        d_hq = d_hq + states[t].T @ douts[t]
        d_q = d_q + douts[t].sum(0)
        d_state = douts[t] @ W_hq.T if later is None else douts[t] @ W_hq.T + later
        delta = d_state - d_state * states[t] * states[t]
        d_xh = d_xh + inputs[t].T @ delta
        d_hh = d_hh + states[t - 1].T @ delta
        d_h = d_h + delta.sum(0)
        later = delta @ W_hh.T
    return d_xh, d_hh, d_h, d_hq, d_q


def detach_state(state: Tensor | tuple[Any, ...]) -> Tensor | tuple[Any, ...]:
    match state:
        case Tensor():
            with torch.no_grad():
                return state.view_as(state).detach()
        case ():
            return ()
        case (first, *rest):
            return (detach_state(first), *detach_state(tuple(rest)))


def truncated_bptt_(
    model: nn.Module,
    chunks: Iterable[tuple[Tensor, Tensor]],
    state: Tensor | tuple[Any, ...],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    opt: torch.optim.Optimizer,
    max_norm: float,
) -> tuple[list[float], Tensor | tuple[Any, ...]]:
    losses: list[float] = []
    for chunk in iter(chunks):
        result = model(chunk[0], detach_state(state))
        state = result[1]
        opt.zero_grad(set_to_none=True)
        loss = loss_fn(result[0], chunk[1])
        losses += [loss.detach().cpu().item()]
        loss.backward()
        grads = [p.grad for p in model.parameters() if p.grad is not None]
        total = torch.sqrt(sum((grad * grad).sum() for grad in grads))
        factor = max_norm / (total + 1e-6)
        if factor < 1:
            for grad in grads:
                grad *= factor
        opt.step()
    return losses, detach_state(state)


def predict(
    prefix: str,
    num_chars: int,
    step: Callable[[Tensor, tuple[Any, ...]], tuple[Tensor, tuple[Any, ...]]],
    state: tuple[Any, ...],
    idx_to_char: Sequence[str],
    char_to_idx: dict[str, int],
) -> str:
    feed, written = list(prefix), []
    with torch.no_grad():
        while len(written) < num_chars:
            character = feed.pop(0)
            X = torch.zeros(1, 1, dtype=torch.int64, device=state[0].device) + char_to_idx[character]
            logits, state = step(X, state)
            if not feed:
                scores = logits.flatten().tolist()
                written.append(idx_to_char[scores.index(max(scores))])
                feed.append(written[-1])
    return prefix + "".join(written)
