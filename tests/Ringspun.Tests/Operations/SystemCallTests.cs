namespace Ringspun.Tests.Operations;

/// <summary>System calls that user code defines.</summary>
public sealed class SystemCallTests
{
    [Fact]
    public void A_call_that_need_not_wait_is_not_started() => LoopThread.RunFiber(static async _ =>
    {
        var gate = new Gate { IsOpen = true };
        IoOperation<int> operation = gate.Wait();
        Assert.True(operation.IsCompleted);
        Assert.Equal(1, await operation);
        Assert.Equal(0, gate.Starts);
    });

    [Fact]
    public void A_call_is_completed_with_a_result() => LoopThread.RunFiber(static async loop =>
    {
        var gate = new Gate();
        IoOperation<int> operation = gate.Wait();
        loop.SpawnDetached(
            static async gate =>
            {
                await Fiber.Yield();
                Assert.True(gate.Completion.IsPending);
                gate.Completion.Finish(42);
                Assert.False(gate.Completion.IsPending);
            },
            gate);
        Assert.Equal(42, await operation);
        Assert.Equal((1, 1), (gate.Tries, gate.Starts));
    });

    [Fact]
    public void A_call_fails_as_it_is_told() => LoopThread.RunFiber(static async _ =>
    {
        var gate = new Gate();
        IoOperation<int> operation = gate.Wait();
        gate.Completion.Fail(new InvalidDataException("on purpose"));
        Assert.Equal("on purpose", (await Expect.Throws<InvalidDataException, int>(operation)).Message);
        operation = gate.Wait();
        gate.Completion.Fail(Errno.ENOSPC);
        await Expect.Fails(operation, Errno.ENOSPC);
        operation = gate.Wait();
        gate.Completion.Cancel();
        await Expect.Disposed(operation);
    });

    [Fact]
    public void A_retry_tries_and_starts_again_and_the_struct_keeps_its_state() => LoopThread.RunFiber(static async _ =>
    {
        var gate = new Gate();
        IoOperation<int> operation = gate.Wait();
        for (int i = 2; i < 5; i++)
        {
            gate.Completion.Retry();
            gate.Completion.Retry();
            await Fiber.Yield();
            Assert.Equal((i, i), (gate.Tries, gate.Starts));
        }

        gate.IsOpen = true;
        gate.Completion.Retry();
        Assert.Equal(5, await operation);
        gate.Completion.Retry();
        Assert.Equal((5, 4), (gate.Tries, gate.Starts));
    });

    [Fact]
    public void A_call_is_completed_once() => LoopThread.RunFiber(static async _ =>
    {
        var gate = new Gate();
        IoOperation<int> first = gate.Wait();
        Completion<int> late = gate.Completion;
        late.Finish(1);
        Assert.Throws<InvalidOperationException>(() => late.Finish(2));
        await first;

        // The next call of the type lives in the same place.
        IoOperation<int> second = gate.Wait();
        Assert.False(late.IsPending);
        Assert.Throws<InvalidOperationException>(() => late.Finish(3));
        late.Retry();
        await Fiber.Yield();
        Assert.Equal(2, gate.Tries);
        gate.Completion.Finish(4);
        Assert.Equal(4, await second);
        Assert.Throws<InvalidOperationException>(static () => default(Completion<int>).Finish(1));
    });

    [Fact]
    public void What_a_call_throws_is_its_outcome() => LoopThread.RunFiber(static async _ =>
    {
        await Expect.Throws<InvalidDataException, int>(new Gate { TryFailure = new InvalidDataException() }.Wait());
        await Expect.Throws<InvalidDataException, int>(new Gate { StartFailure = new InvalidDataException() }.Wait());
        var gate = new Gate();
        IoOperation<int> operation = gate.Wait();
        gate.TryFailure = new InvalidDataException();
        gate.Completion.Retry();
        await Expect.Throws<InvalidDataException, int>(operation);
    });

    [Fact]
    public void A_cancelled_fiber_resumes_when_the_call_has_let_go() => LoopThread.RunFiber(static async _ =>
    {
        var gate = new Gate();
        using var cancel = new CancellationTokenSource();
        IoOperation<int> operation = gate.Wait(cancel.Token);
        await cancel.CancelAsync();
        for (int i = 0; i < 10; i++)
        {
            await Fiber.Yield();
        }

        Assert.Equal(1, gate.Cancels);
        Assert.False(operation.IsCompleted);
        gate.Completion.Cancel();
        await Expect.Canceled(operation);
    });

    [Fact]
    public void A_result_that_came_before_the_cancellation_counts() => LoopThread.RunFiber(static async _ =>
    {
        var gate = new Gate { OnCancel = static completion => completion.Finish(7) };
        using var cancel = new CancellationTokenSource();
        IoOperation<int> operation = gate.Wait(cancel.Token);
        await cancel.CancelAsync();
        Assert.Equal(7, await operation);
    });

    [Fact]
    public void A_cancelled_token_ends_a_call_before_it_is_tried() => LoopThread.RunFiber(static async _ =>
    {
        var gate = new Gate { IsOpen = true };
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Expect.Canceled(gate.Wait(cancel.Token));
        Assert.Equal((0, 0), (gate.Tries, gate.Cancels));
    });

    [Fact]
    public void What_cancelling_throws_is_the_outcome() => LoopThread.RunFiber(static async _ =>
    {
        var gate = new Gate { OnCancel = static _ => throw new InvalidDataException() };
        using var cancel = new CancellationTokenSource();
        IoOperation<int> operation = gate.Wait(cancel.Token);
        await cancel.CancelAsync();
        await Expect.Throws<InvalidDataException, int>(operation);
    });

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_call_waits_for_a_descriptor_and_is_tried_again(string driver) => World.Run(driver, static async world =>
    {
        using var descriptor = new TestDescriptor(world.Loop);
        var gate = new Gate { Descriptor = descriptor.Number };
        IoOperation<int> operation = gate.Wait();
        descriptor.Set();
        await World.Busily(() => gate.Tries > 1);
        Assert.False(operation.IsCompleted);
        gate.IsOpen = true;
        Assert.True(await operation > 1);

        // Cancelled in the wait: the loop ends it.
        gate.IsOpen = false;
        descriptor.Clear();
        using var cancel = new CancellationTokenSource();
        operation = gate.Wait(cancel.Token);
        await Fiber.Yield();
        await cancel.CancelAsync();
        await Expect.Canceled(operation);
        Assert.Equal(0, gate.Cancels);
    });

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void An_outcome_ends_the_wait_for_a_descriptor(string driver) => World.Run(driver, static async world =>
    {
        using var descriptor = new TestDescriptor(world.Loop);
        var gate = new Gate { Descriptor = descriptor.Number };
        for (int i = 0; i < 5; i++)
        {
            IoOperation<int> operation = gate.Wait();
            await Fiber.Yield();
            gate.Completion.Finish(i);
            Assert.False(gate.Completion.IsPending);
            Assert.Equal(i, await operation);
            operation = gate.Wait();
            gate.IsOpen = true;
            gate.Completion.Retry();
            Assert.Equal(2, await operation);
            gate.IsOpen = false;
        }
    });

    [Fact]
    public void Other_threads_complete_calls() => LoopThread.Run(static () =>
    {
        using var loop = new EventLoop(LoopThread.PatientDriver());
        loop.RunUntil(static async () =>
        {
            var gate = new Gate();
            for (int i = 0; i < 2000; i++)
            {
                IoOperation<int> operation = gate.Wait();
                Completion<int> completion = gate.Completion;
                int expected = i;
                var thread = Task.Run(() =>
                {
                    completion.Retry();
                    completion.Retry();
                    completion.Finish(expected);
                    completion.Retry();
                });
                Assert.Equal(i, await operation);
                await thread;
                Assert.Throws<InvalidOperationException>(() => completion.Finish(0));
            }
        });
    });

    [Fact]
    public void A_fiber_parks_in_a_queue_of_the_users() => LoopThread.RunFiber(static async loop =>
    {
        var queue = new Queue<FiberFrame>();
        var order = new List<int>();
        var fibers = new List<FiberHandle>();
        for (int i = 0; i < 5; i++)
        {
            fibers.Add(loop.Spawn(
                async number =>
                {
                    await Fiber.Call(new Parking(queue));
                    order.Add(number);
                },
                i));
        }

        Assert.Equal(5, queue.Count);
        while (queue.TryDequeue(out FiberFrame? frame))
        {
            loop.MakeReady(frame);
        }

        foreach (FiberHandle fiber in fibers)
        {
            await fiber;
        }

        Assert.Equal([0, 1, 2, 3, 4], order);
    });

    [Fact]
    public void A_call_needs_a_loop()
    {
        Assert.Throws<InvalidOperationException>(static () => new Gate().Wait());
        Assert.Throws<InvalidOperationException>(static () => Fiber.WaitUntilReadable(0));
    }

    [Fact]
    public void A_million_calls_that_need_not_wait_use_no_stack() => LoopThread.RunFiber(static async _ =>
    {
        var gate = new Gate { IsOpen = true };
        for (int i = 0; i < 1_000_000; i++)
        {
            await gate.Wait();
        }
    });
}
