"""simgpu with the public stand-ins for PyTorch's private parts."""

from __future__ import annotations

import torch
from torch_parts import WITH_STAND_IN, run_without

from autograder.candidate import torch_private


class TestSimgpu:
    def test_the_negative_of_a_view(self) -> None:
        for dtype in (torch.float32, torch.float64):
            x = torch.arange(12.0).to(dtype).reshape(3, 4).T[1:]
            private, public = torch._neg_view(x), torch_private.public_neg_view(x)
            assert torch.equal(public, private)
            assert (public.is_neg(), public.stride()) == (private.is_neg(), private.stride())
            assert public.data_ptr() == x.data_ptr()
            public.fill_(5)
            assert x.flatten().tolist() == [-5.0] * x.numel()
            again = torch_private.public_neg_view(public)
            assert not again.is_neg()
            assert torch.equal(again, x)

    def test_a_generator_is_known_by_what_it_draws(self) -> None:
        one, other = (torch.Generator().manual_seed(5) for _ in range(2))
        states = [one.get_state(), other.get_state()]
        assert torch_private.public_is_same_generator(one, one)
        assert not torch_private.public_is_same_generator(one, other)
        other.manual_seed(6)
        assert not torch_private.public_is_same_generator(one, other)
        assert torch.equal(one.get_state(), states[0])
        assert (one.initial_seed(), other.initial_seed()) == (5, 6)

    def test_it_computes_the_same_with_all_stand_ins(self) -> None:
        script = """
            import torch
            from autograder.candidate import simgpu, torch_private
            assert torch_private.neg_view is torch_private.public_neg_view
            assert torch_private.from_capsule is torch.utils.dlpack.from_dlpack
            assert torch_private.is_same_generator is torch_private.public_is_same_generator
            simgpu.register()

            def results(device):
                generator = torch.Generator(device).manual_seed(3)
                z = torch.tensor([[1 + 2j, 3 - 4j], [0.5j, 2]], device=device)
                x = torch.arange(4.0, device=device, requires_grad=True)
                cell = torch.nn.LSTMCell(4, 2)
                torch.nn.utils.vector_to_parameters(torch.linspace(-1, 1, 64), cell.parameters())
                h, _ = cell.to(device)(x[None])
                (h.sum() + (x * x).softmax(0)[1]).backward()
                negative = z.conj().imag
                written = torch.zeros(2, 2, device=device, dtype=torch.complex64)
                written.conj().imag.copy_(negative)
                yield from (z.conj(), z.conj() @ z, negative, negative + 1, negative.clone(), negative.T[0])
                yield from (written, x.grad, h.detach(), torch.rand(3, generator=generator, device=device))

            for cpu, simulated in zip(results("cpu"), results("simgpu"), strict=True):
                torch.testing.assert_close(simulated.cpu(), cpu)
            simulated = torch.Generator("simgpu")
            for generator in (torch.Generator(), torch.Generator().manual_seed(simulated.initial_seed())):
                try:
                    torch.rand(3, generator=generator, device="simgpu")
                except RuntimeError as error:
                    assert "Expected a 'simgpu' device type for generator" in str(error)
                else:
                    raise AssertionError("a generator of the CPU is taken")

            from autograder.candidate.runtime import VARIANTS, compiled, perform
            from autograder.candidate.wire import Request, encode
            code, inputs = compiled(SCENARIO), {"x": encode(torch.ones(3))}
            for trace in (False, True):
                cpu, simulated = (
                    perform(torch, Request(code, "call", inputs, [*VARIANTS], 3, device, trace, ("softmax",)))
                    for device in ("cpu", "simgpu")
                )
                for one, other in zip(cpu, simulated, strict=True):
                    assert one.fault is other.fault is None, other.fault
                    assert (one.changed, one.aliased, one.drew) == (other.changed, other.aliased, other.drew)
                    assert [call.name for call in one.calls] == ["softmax"] and one.calls == other.calls
                    assert one.value.data == other.value.data
                    assert one.gradients.keys() == other.gradients.keys()
                    assert all(other.gradients[key].data == x.data for key, x in one.gradients.items())
                assert cpu[0].changed == ("x",)
                assert "x" in cpu[2].gradients
        """
        run_without(script, *WITH_STAND_IN)

    def test_there_is_none_and_it_is_said_why(self) -> None:
        name = "torch._C:DispatchKeySet"
        script = f"""
            from autograder.candidate import service, simgpu
            assert "because it lacks {name.replace(":", ".")}. Another release can" in simgpu.problem()
            try:
                simgpu.register()
            except RuntimeError as error:
                assert str(error) == simgpu.problem()
            else:
                raise AssertionError("it was registered")
            service.prepare()
        """
        run_without(script, name)
