namespace Ringspun.Tests.Blocking;

public sealed class BlockingRunTests
{
    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_call_returns_its_result(string driver) => World.Run(driver, static async world =>
    {
        Assert.Equal(42, await Ringspun.Blocking.Run(static state => state * 2, 21));
        Assert.Equal("text", await Ringspun.Blocking.Run(static () => "text"));
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_call_throws_what_its_body_throws(string driver) => World.Run(driver, static async world =>
    {
        FormatException failure = await Expect.Throws<FormatException, int>(Ringspun.Blocking.Run(static () => Fail()));
        Assert.Contains(nameof(Fail), failure.StackTrace, StringComparison.Ordinal);
        Assert.Equal(1, await Ringspun.Blocking.Run(static () => 1));
    });

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void A_call_runs_on_another_thread_and_the_fiber_stays_on_its_own(string driver) => World.Run(driver, static async world =>
    {
        int here = Environment.CurrentManagedThreadId;
        Assert.NotEqual(here, await Ringspun.Blocking.Run(static () => Environment.CurrentManagedThreadId));
        Assert.Equal(here, Environment.CurrentManagedThreadId);
    });

    [Fact]
    public void In_virtual_time_a_call_takes_its_latency_on_the_loops_own_thread() => LoopThread.RunFiber(static async loop =>
    {
        using var pool = new BlockingPool(new BlockingPoolOptions { VirtualLatency = TimeSpan.FromMinutes(5) });
        long start = loop.ReadClock();
        int here = Environment.CurrentManagedThreadId;
        Assert.Equal(here, await pool.Run(static _ => Environment.CurrentManagedThreadId, 0));
        Assert.Equal(TimeSpan.FromMinutes(5), TimeSpan.FromTicks((loop.ReadClock() - start) / 100));
        Assert.Equal(0, pool.Statistics.Started);
    });

    [Fact]
    public void In_virtual_time_a_cancelled_call_is_never_made() => LoopThread.RunFiber(static async loop =>
    {
        var made = new int[1];
        using var cancel = new CancellationTokenSource();
        IoOperation<int> call = Ringspun.Blocking.Run(static made => ++made[0], made, cancel.Token);
        cancel.Cancel();
        await Expect.Canceled(call);
        await Fiber.Sleep(TimeSpan.FromSeconds(1));
        Assert.Equal(0, made[0]);
    });

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void A_call_that_waits_for_a_thread_is_taken_back(string driver) => World.Run(driver, static async world =>
    {
        using var pool = new BlockingPool(new BlockingPoolOptions { MaximumThreads = 1 });
        using var gate = new ManualResetEventSlim();
        var made = new int[1];
        IoOperation<int> first = pool.Run(static gate => Wait(gate), gate);
        using var cancel = new CancellationTokenSource();
        IoOperation<int> second = pool.Run(static made => ++made[0], made, cancel.Token);
        cancel.Cancel();
        await Expect.Canceled(second);
        Assert.Equal(0, pool.Statistics.Queued);
        gate.Set();
        Assert.Equal(1, await first);
        Assert.Equal(0, made[0]);
        Assert.Equal(1, pool.Statistics.Ran);
    });

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void A_fiber_goes_on_while_the_thread_finishes_and_a_late_result_is_disposed_of(string driver) => World.Run(driver, static async world =>
    {
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var late = new Late();
        IoOperation<Late> call = Ringspun.Blocking.Run(
            static at =>
            {
                at.begun.Set();
                Wait(at.gate);
                return at.late;
            }, (begun, gate, late), cancel.Token);
        await world.Until(() => begun.IsSet);
        cancel.Cancel();
        await Expect.Canceled(call);
        Assert.False(late.IsDisposed);

        // The abandoned call has a thread still; the next one is another.
        Assert.Equal(7, await Ringspun.Blocking.Run(static () => 7));
        gate.Set();
        await world.Until(() => late.IsDisposed);
    });

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void Calls_and_cancellations_race_well(string driver) => World.Run(driver, static async world =>
    {
        var random = new Random(Seeds.Next());
        using var pool = new BlockingPool(new BlockingPoolOptions { MaximumThreads = 2, QueueCapacity = 4 });
        int live = 0;
        for (int round = 0; round < 300; round++)
        {
            using var cancel = new CancellationTokenSource();
            var calls = new List<IoOperation<Late>>();
            for (int i = random.Next(1, 12); i > 0; i--)
            {
                calls.Add(pool.Run(static count => Late.Counted(count), (Action<int>)(by => Interlocked.Add(ref live, by)), cancel.Token));
            }

            for (int yields = random.Next(5); yields > 0; yields--)
            {
                await Fiber.Yield();
            }

            cancel.Cancel();
            foreach (IoOperation<Late> call in calls)
            {
                try
                {
                    (await call).Dispose();
                }
                catch (OperationCanceledException)
                {
                    // Taken back, or its result is disposed of where it is made.
                }
            }
        }

        await world.Until(() => Volatile.Read(ref live) == 0);
        BlockingPoolStatistics after = pool.Statistics;
        Assert.Equal((0, 0), (after.Queued, after.Waiting));
    });

    private static int Fail() => throw new FormatException("from a thread of the pool");

    private static int Wait(ManualResetEventSlim gate)
    {
        gate.Wait();
        return 1;
    }

    private sealed class Late : IDisposable
    {
        private Action<int>? _count;

        public bool IsDisposed { get; private set; }

        public static Late Counted(Action<int> count)
        {
            count(1);
            return new Late { _count = count };
        }

        public void Dispose()
        {
            IsDisposed = true;
            _count?.Invoke(-1);
        }
    }
}
