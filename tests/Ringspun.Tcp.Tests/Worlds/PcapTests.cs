using System.Buffers.Binary;
using Ringspun.Tcp.Tests.Support;
using Ringspun.Tcp.Traces;
using Xunit.Sdk;

namespace Ringspun.Tcp.Tests.Worlds;

/// <summary>What wireshark is given.</summary>
public class PcapTests
{
    [Fact]
    public void Each_packet_is_a_record_with_its_time()
    {
        PcapWriter writer = new();
        writer.Add(3_000_000_007, [0x45, 2, 3]);
        writer.Add(4_000_000_000, [0x60]);
        byte[] file = writer.ToArray();
        Assert.Equal(24 + 16 + 3 + 16 + 1, file.Length);
        Assert.Equal(0xA1B2_3C4D, BinaryPrimitives.ReadUInt32LittleEndian(file));
        Assert.Equal(101u, BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(20)));
        Assert.Equal((3u, 7u, 3u, 3u), (Word(file, 24), Word(file, 28), Word(file, 32), Word(file, 36)));
        Assert.Equal([0x45, 2, 3], file[40..43]);
        Assert.Equal((4u, 0u, 1u, 1u), (Word(file, 43), Word(file, 47), Word(file, 51), Word(file, 55)));
    }

    [Fact]
    public void A_failing_world_leaves_its_packets()
    {
        Internet internet = new(new Random(1), new LinkConditions());
        Internet.Host host = internet.Add(new StackOptions { Addresses = [IpPrefix.Parse("10.0.0.1/24")] });
        host.Stack.Connect(internet.Now, new Endpoint(IpAddress.Parse("10.0.0.2"), 80), out _);
        int calls = 0;
        XunitException failure = Assert.ThrowsAny<XunitException>(() => internet.Run(
            long.MaxValue, () => Assert.True(++calls < 3, "the third time"), static () => false));
        string file = failure.Message.Split("all packets are in ")[1].Trim();
        Assert.Equal(internet.Pcap.ToArray(), File.ReadAllBytes(file));
        File.Delete(file);
    }

    [Fact]
    public void A_failing_seed_is_named()
    {
        XunitException failure = Assert.ThrowsAny<XunitException>(() => Seeded.Each(9, static (seed, _) => Assert.True(seed != 4, "four")));
        Assert.Contains("RINGSPUN_SEED=4", failure.Message, StringComparison.Ordinal);
    }

    private static uint Word(byte[] file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));
}
