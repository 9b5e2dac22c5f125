namespace Ringspun.Tests.Network;

/// <summary>The stall timeout that all kernel connections share, in virtual time.</summary>
public sealed class SendStallTests
{
    [Fact]
    public void Progress_counts_from_when_it_was_made() => LoopThread.RunFiber(static async loop =>
    {
        var driver = (SimulatedDriver)loop.Driver;
        var connection = new FakeConnection(loop) { SendStallTimeout = TimeSpan.FromSeconds(1) };
        long begin = loop.ReadClock();
        IoOperation<int> send = connection.SendAsync(new byte[100]);

        // In between, the loop does nothing but wait.
        driver.Schedule(driver.After(TimeSpan.FromSeconds(0.9)), () => connection.Progress(10));
        await Expect.Fails(send, Errno.ETIMEDOUT);
        Assert.InRange(loop.ReadClock() - begin, 1_900_000_000, 1_900_000_000 + (1_000_000_000 / 16));
    });

    [Fact]
    public void A_send_that_gets_on_in_time_ends_well() => LoopThread.RunFiber(static async loop =>
    {
        var driver = (SimulatedDriver)loop.Driver;
        var connection = new FakeConnection(loop) { SendStallTimeout = TimeSpan.FromSeconds(1) };
        IoOperation<int> send = connection.SendAsync(new byte[100]);
        for (int i = 1; i <= 10; i++)
        {
            driver.Schedule(driver.After(TimeSpan.FromSeconds(0.9 * i)), () => connection.Progress(10));
        }

        Assert.Equal(100, await send);
    });

    private sealed class FakeConnection(EventLoop loop) : SocketConnection(loop, -1)
    {
        public void Progress(int count)
        {
            if (IsSendPending)
            {
                NoteProgress(count);
                PushSend();
            }
        }

        protected override int TryReceive(Span<byte> buffer) => -(int)Errno.EAGAIN;

        protected override int TryLease(out Chunk chunk)
        {
            chunk = default;
            return -(int)Errno.EAGAIN;
        }

        protected override void AwaitReceive()
        {
        }

        protected override void PushSend()
        {
            if (Outgoing.Remaining == 0)
            {
                EndSend(0);
            }
        }

        protected override void StopSend() => EndSend(-(int)Errno.ECANCELED);

        protected override void Close()
        {
        }
    }
}
