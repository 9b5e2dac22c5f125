namespace Ringspun.Tests.Io;

/// <summary>A loop ends however much waits in it: what the kernel does for each must not grow with the others.</summary>
public class ManyWaitingTests
{
    [Theory]
    [InlineData("epoll")]
    [InlineData("io_uring")]
    public void A_loop_with_a_hundred_thousand_waiting_fibers_ends(string driver)
    {
        const int Pipes = 1000;
        const int FibersEach = 100;
        int waited = 0;
        List<int> descriptors = [];
        try
        {
            for (int i = 0; i < Pipes; i++)
            {
                Assert.Equal(0, Descriptors.Pipe2(out int reader, out int writer));
                descriptors.AddRange([reader, writer]);
            }

            LoopThread.Run(() =>
            {
                using var loop = new EventLoop(Drivers.Find(driver).Driver());
                for (int i = 0; i < Pipes * FibersEach; i++)
                {
                    loop.SpawnDetached(static async reader => await Fiber.WaitUntilReadable(reader), descriptors[i % Pipes * 2]);
                    waited++;
                }

                loop.RunOnce(TimeSpan.Zero);
            });
        }
        finally
        {
            descriptors.ForEach(static descriptor => _ = Descriptors.Close(descriptor));
        }

        Assert.Equal(Pipes * FibersEach, waited);
    }
}
