using System.Net.Sockets;

namespace Ringspun.Tests.EpollAio;

/// <summary>Takes all of the process's descriptors, so nothing else may run beside it.</summary>
[Collection(nameof(MemorySensitive))]
public class ScarceDescriptorTests
{
    [Fact]
    public void Without_descriptors_accepting_pauses_without_spinning_and_resumes() => EpollTestWorld.Run(async world =>
    {
        using IListener listener = world.Listen();
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var secondPeer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        (IConnection connection, Socket other) = await world.ConnectPeer();
        Assert.Equal(0, ResourceLimits.Get(ResourceKind.NOFILE, out ResourceLimit before));
        List<int> taken = [];

        // Forgotten sockets of other tests must not be closed meanwhile.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        try
        {
            int highest = Descriptors.Dup(0);
            taken.Add(highest);
            ResourceLimits.Set(ResourceKind.NOFILE, new ResourceLimit((ulong)highest + 32, before.Maximum));
            for (int dup = Descriptors.Dup(0); dup >= 0; dup = Descriptors.Dup(0))
            {
                taken.Add(dup);
            }

            peer.Connect(listener.LocalEndPoint);
            secondPeer.Connect(listener.LocalEndPoint);
            long turns = world.Driver.Turns;
            IoOperation<IConnection> accept = listener.AcceptAsync();
            await Fiber.Sleep(TimeSpan.FromMilliseconds(350));
            Assert.False(accept.IsCompleted);
            Assert.InRange(world.Driver.Turns - turns, 1, 30);
            Assert.Contains("accept", Assert.Single(world.Log), StringComparison.Ordinal);

            // A descriptor that this loop closes ends the pause at once.
            connection.Dispose();
            using (IConnection accepted = await accept)
            {
                // One that is closed elsewhere is noticed by the timer.
                accept = listener.AcceptAsync();
                _ = Descriptors.Close(taken[^1]);
                taken.RemoveAt(taken.Count - 1);
                using IConnection second = await accept;
            }
        }
        finally
        {
            ResourceLimits.Set(ResourceKind.NOFILE, before);
            taken.ForEach(descriptor => _ = Descriptors.Close(descriptor));
            other.Dispose();
        }
    });
}
