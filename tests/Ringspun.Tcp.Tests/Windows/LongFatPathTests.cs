using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Tests.Worlds;

namespace Ringspun.Tcp.Tests.Windows;

/// <summary>A path that holds more than a megabyte: 100 Mbit/s, and 100 ms there and back.</summary>
public class LongFatPathTests
{
    private const int Bytes = 8_000_000;

    [Fact]
    public void Tuned_buffers_fill_it()
    {
        double tuned = Duration(new TcpSettings());
        double small = Duration(new TcpSettings { ReceiveBuffer = 65_536, SendBuffer = 65_536 });
        Assert.True(small > 10, $"a window of 64 KiB a round trip takes at least 12 seconds, not {small}");

        // 0.6 seconds at the path's rate, and slow start.
        Assert.InRange(tuned, 0.6, 4);
    }

    private static double Duration(TcpSettings settings)
    {
        int sent = Bytes;
        World world = new(1, new Random(1)) { Length = () => sent };
        Host from = world.Add(Options("10.0.0.1/24", settings), "from");
        Host to = world.Add(Options("10.0.0.2/24", settings), "to");
        world.Internet.Connect(from, to, new LinkOptions { Delay = TimeSpan.FromMilliseconds(50), BitsPerSecond = 100_000_000, QueueBytes = 500_000, QueuePackets = 10_000 });
        World.Listen(to, 1);
        world.Open(from, new Endpoint(to.Address(ipv4: true), World.Port));
        sent = 0;
        while (!(world.Parties.Count == 2 && world.AllOver))
        {
            Assert.True(world.Internet.Now < 60 * World.Second, world.Unfinished());
            world.Internet.Run(TimeSpan.FromMilliseconds(20));
            world.Step();
        }

        Assert.Equal(Bytes, world.Parties[1].Transfer.Received);
        return world.Internet.Now / 1e9;
    }

    private static StackOptions Options(string address, TcpSettings settings) =>
        new() { Addresses = [IpPrefix.Parse(address), IpPrefix.Parse(address.Contains(".1/", StringComparison.Ordinal) ? "2001:db8::1/64" : "2001:db8::2/64")], Tcp = settings };
}
