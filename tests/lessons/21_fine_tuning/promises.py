"""What the docstrings of lesson 21 promise of the arguments, asserted on each hidden input."""

import torch
from torch import nn


def _is_model(model):
    assert isinstance(model, nn.Module)
    assert all(p.dtype in (torch.float32, torch.float64) for p in model.parameters())
    assert not any(isinstance(part, nn.modules.lazy.LazyModuleMixin) for part in model.modules())


def _are_prefixes(prefixes):
    assert isinstance(prefixes, list | tuple)
    for prefix in prefixes:
        assert isinstance(prefix, str)
        assert prefix
        assert not prefix.endswith(".")


def set_bn_eval_(model):
    _is_model(model)


def freeze_(model, except_prefixes=()):
    _is_model(model)
    _are_prefixes(except_prefixes)


def replace_head(model, name, num_classes):
    _is_model(model)
    _are_prefixes([name])
    assert isinstance(num_classes, int)
    assert num_classes >= 1
    layer = model.get_submodule(name)
    assert isinstance(layer, nn.Linear)
    assert sum(one is layer for _, one in model.named_modules(remove_duplicate=False)) == 1


def param_groups(model, head, lr, head_mult=10.0, weight_decay=0.0):
    _is_model(model)
    _are_prefixes([head])
    assert lr > 0
    assert head_mult > 0
    assert weight_decay >= 0


def load_matching_(model, state):
    _is_model(model)
    assert isinstance(state, dict)
    assert not any(name.startswith("module.") for name in model.state_dict())
    names = [name.removeprefix("module.") for name in state]
    assert len(set(names)) == len(names)
    assert all(isinstance(value, torch.Tensor) for value in state.values())


def discriminative_lrs(n_groups, base_lr, decay):
    assert isinstance(n_groups, int)
    assert n_groups >= 1
    assert base_lr > 0
    assert 0 < decay <= 1


def gradual_unfreeze_(model, blocks, epoch):
    _is_model(model)
    _are_prefixes(blocks)
    assert len(blocks) >= 1
    assert isinstance(epoch, int)


class LoRALinear:
    def __init__(self, base, r, alpha):
        assert type(base) is nn.Linear
        assert base.weight.dtype in (torch.float32, torch.float64)
        assert isinstance(r, int)
        assert r >= 1
        assert isinstance(alpha, int | float)

    def forward(self, x):
        assert x.shape[-1:] == (self.base.in_features,)
        assert x.dtype == self.base.weight.dtype

    def merge(self):
        pass
