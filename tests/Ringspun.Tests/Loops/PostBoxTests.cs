namespace Ringspun.Tests.Loops;

public sealed class PostBoxTests
{
    [Fact]
    public void Frames_come_out_in_the_order_in_which_they_went_in()
    {
        var box = new PostBox();
        Assert.True(box.IsEmpty);
        FiberFrame[] frames = [.. Enumerable.Range(0, 100).Select(static _ => new CallbackFrame(static () => { }))];
        foreach (FiberFrame frame in frames)
        {
            Assert.False(box.Push(frame));
        }

        Assert.False(box.IsEmpty);
        var queue = default(FiberQueue);
        box.TakeAll(ref queue);
        Assert.True(box.IsEmpty);
        foreach (FiberFrame frame in frames)
        {
            Assert.True(queue.TryDequeue(out FiberFrame? taken));
            Assert.Same(frame, taken);
        }

        Assert.False(queue.TryDequeue(out _));
    }

    [Fact]
    public void Many_posts_to_a_sleeper_wake_it_once()
    {
        var box = new PostBox();
        Assert.True(box.TryFallAsleep());
        int wakes = 0;
        LoopThread.Run(() => Parallel.For(0, 1000, _ =>
        {
            if (box.Push(new CallbackFrame(static () => { })))
            {
                Interlocked.Increment(ref wakes);
            }
        }));
        Assert.Equal(1, wakes);
        Assert.False(box.TryFallAsleep());
    }

    [Fact]
    public void Nobody_falls_asleep_over_a_post_and_no_post_is_lost()
    {
        // Posters against one taker that sleeps whenever it may: if a wake-up were missed, the taker would wait for ever.
        const int Posters = 3;
        const int Each = 50_000;
        var box = new PostBox();
        using var wake = new SemaphoreSlim(0);
        int run = 0;
        Task[] posters = [.. Enumerable.Range(0, Posters).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                if (box.Push(new CallbackFrame(static () => { })))
                {
                    wake.Release();
                }
            }
        }))];
        LoopThread.Run(() =>
        {
            var queue = default(FiberQueue);
            while (run < Posters * Each)
            {
                box.TakeAll(ref queue);
                while (queue.TryDequeue(out _))
                {
                    run++;
                }

                if (run < Posters * Each && box.TryFallAsleep())
                {
                    Assert.True(wake.Wait(TimeSpan.FromSeconds(60)), "a wake-up was missed");
                    box.Awake();
                }
            }
        });
        Assert.Equal(Posters * Each, run);
        Assert.All(posters, static poster => Assert.False(poster.IsFaulted));
    }
}
