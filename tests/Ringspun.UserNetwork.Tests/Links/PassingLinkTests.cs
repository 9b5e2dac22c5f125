using System.Buffers.Binary;
using Ringspun.Tcp;
using Ringspun.UserLevel.Tests.Support;

namespace Ringspun.UserLevel.Tests.Links;

/// <summary>Links around links: traces, captures, faults.</summary>
public sealed class PassingLinkTests
{
    [Fact]
    public void A_trace_has_a_line_for_each_packet()
    {
        List<string> lines = [];
        Exchange(link => new TracingLink(link, lines.Add), static world => Talk(world, 1000));
        Assert.Contains(lines, static line => line.StartsWith("memory1 in  10.0.0.1:", StringComparison.Ordinal) && line.Contains("[S]", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("memory1 out 10.0.0.2:", StringComparison.Ordinal) && line.Contains("[S.]", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.Contains("len 1000", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, static line => line.Contains("BAD CHECKSUM", StringComparison.Ordinal));
    }

    [Fact]
    public void A_capture_holds_every_packet()
    {
        MemoryStream file = new();
        List<string> lines = [];
        Exchange(link => new TracingLink(new CapturingLink(link, file), lines.Add), static world => Talk(world, 10_000));
        byte[] bytes = file.ToArray();
        Assert.Equal(0xA1B2_3C4Du, BinaryPrimitives.ReadUInt32LittleEndian(bytes));
        int packets = 0;
        for (int at = 24; at < bytes.Length; packets++)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 8));
            Assert.Equal(4, bytes[at + 16] >> 4);
            at += 16 + length;
        }

        Assert.Equal(lines.Count, packets);
    }

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void Over_a_link_with_faults_everything_arrives_as_it_was_sent(string driver)
    {
        int seed = Seeds.Next();
        LinkFaults faults = new() { Loss = 0.02, Duplication = 0.02, Reordering = 0.05, Corruption = 0.02, Seed = seed };
        TwoNetworks.Run(
            driver,
            async world =>
            {
                (IConnection client, IConnection server) = await world.Connect();
                await Transfer.BothWays(client, server, seed, 200_000);
                client.Dispose();
                server.Dispose();
            },
            static () => MemoryLink.CreatePair(capacity: 100_000),
            TcpSettings.Default with { MinimumRto = 5_000_000, InitialRto = 20_000_000 },
            link => new FaultyLink(link, faults));
    }

    [Fact]
    public void The_link_within_tells_its_news_through_those_around_it()
    {
        ILink inner = new ToldLink(descriptor: 77, state: -(int)Errno.ENETDOWN);
        using TracingLink around = new(new CapturingLink(new FaultyLink(inner, new LinkFaults()), new MemoryStream()), static _ => { });
        using ILinkQueue queue = around.OpenQueue();
        Assert.Equal((77, -(int)Errno.ENETDOWN), (queue.StateDescriptor, queue.ReadState()));
    }

    [Fact]
    public void The_same_seed_does_the_same_to_the_same_packets()
    {
        LinkFaults faults = new() { Loss = 0.2, Duplication = 0.2, Reordering = 0.2, Corruption = 0.2, Seed = 7 };
        Assert.Equal(Pass(faults), Pass(faults));
        Assert.NotEqual(Pass(faults), Pass(faults with { Seed = 8 }));
    }

    [Theory, InlineData(-0.1), InlineData(1.1), InlineData(double.NaN)]
    public void A_chance_is_from_zero_to_one(double chance)
    {
        (MemoryLink one, _) = MemoryLink.CreatePair();
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaultyLink(one, new LinkFaults { Loss = chance }));
    }

    private static string Pass(LinkFaults faults)
    {
        (MemoryLink one, MemoryLink other) = MemoryLink.CreatePair(capacity: 10_000);
        using FaultyLink link = new(one, faults);
        using ILinkQueue sender = link.OpenQueue();
        using ILinkQueue receiver = other.OpenQueue();
        List<string> seen = [];
        for (int i = 0; i < 200; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(sender.SendBuffer, i);
            Assert.Equal(0, sender.Send(20, default));
        }

        while (receiver.Receive(out ReadOnlySpan<byte> packet, out _) == 0)
        {
            seen.Add(Convert.ToHexString(packet));
        }

        Assert.InRange(seen.Count, 100, 300);
        return string.Join(',', seen);
    }

    private static void Exchange(Func<ILink, ILink> around, Func<TwoNetworks, Fiber> body) =>
        TwoNetworks.Run("simulated", body, around: around);

    private static async Fiber Talk(TwoNetworks world, int length)
    {
        (IConnection client, IConnection server) = await world.Connect();
        await client.SendAsync(new byte[length]);
        client.ShutdownSend();
        _ = await Transfer.Receive(server);
        client.Dispose();
        server.Dispose();
        await Fiber.Sleep(TimeSpan.FromMilliseconds(100));
    }
}
