using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Ringspun.Tests.Fibers;

public sealed class UnjoinedFailureTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_detached_failure_is_reported_at_once(int yields)
    {
        using var reports = new Reports();
        LoopThread.RunFiber(async loop =>
        {
            loop.SpawnDetached(Failing, (yields, reports.Mark));
            await Fiber.Yield();
            await Fiber.Yield();
            Assert.Equal(1, reports.Count);
        });
    }

    [Fact]
    public void A_detached_plain_body_that_throws_is_reported()
    {
        using var reports = new Reports();
        LoopThread.RunFiber(async loop =>
        {
            loop.SpawnDetached(static Fiber (mark) => throw new InvalidDataException(mark), reports.Mark);
            Assert.Equal(1, reports.Count);
            await Fiber.Yield();
        });
    }

    [Fact]
    public void A_failure_in_a_detached_fiber_of_another_loop_is_reported()
    {
        using var reports = new Reports();
        using var runtime = new Runtime(1, LoopThread.PatientDriver);
        runtime.Loops[0].SpawnDetached(Failing, (1, reports.Mark));
        reports.Wait();
        Assert.Equal(1, reports.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_dropped_handle_reports_its_failure_when_it_is_collected(int yields)
    {
        using var reports = new Reports();
        LoopThread.RunFiber(async loop =>
        {
            Drop(loop, yields, reports.Mark);
            for (int i = 0; i <= yields; i++)
            {
                await Fiber.Yield();
            }

            CollectUntil(() => reports.Count > 0);
            Assert.Equal(1, reports.Count);
        });
    }

    [Fact]
    public void A_joined_failure_is_not_reported()
    {
        using var reports = new Reports();
        LoopThread.RunFiber(async loop =>
        {
            await Join(loop, reports.Mark);
            await Fiber.Yield();
            for (int i = 0; i < 3; i++)
            {
                Collect();
            }

            Assert.Equal(0, reports.Count);
        });

        static async Fiber Join(EventLoop loop, string mark)
        {
            FiberHandle handle = loop.Spawn(Failing, (1, mark));
            await Expect.Throws<InvalidDataException>(async () => await handle);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(EventLoop loop, int yields, string mark) => _ = loop.Spawn(Failing, (yields, mark));

    private static void CollectUntil(Func<bool> condition)
    {
        for (int i = 0; i < 20 && !condition(); i++)
        {
            Collect();
        }
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static async Fiber Failing((int Yields, string Mark) input)
    {
        for (int i = 0; i < input.Yields; i++)
        {
            await Fiber.Yield();
        }

        throw new InvalidDataException(input.Mark);
    }

    /// <summary>The reports about one test's failures: the event is everybody's, so each test marks its own.</summary>
    private sealed class Reports : IDisposable
    {
        private readonly ConcurrentQueue<Exception> _seen = new();
        private readonly ManualResetEventSlim _any = new();

        public Reports() => EventLoop.UnjoinedFailure += OnFailure;

        public string Mark { get; } = Guid.NewGuid().ToString();

        public int Count => _seen.Count;

        public void Wait() => Assert.True(_any.Wait(TimeSpan.FromSeconds(30)), "nothing was reported");

        public void Dispose()
        {
            EventLoop.UnjoinedFailure -= OnFailure;
            _any.Dispose();
        }

        private void OnFailure(Exception exception)
        {
            if (exception.Message == Mark)
            {
                _seen.Enqueue(exception);
                _any.Set();
            }
        }
    }
}
