using System.Text;
using Ringspun.Cli.Echoing;
using Ringspun.Cli.Tests.Load;
using Ringspun.Simulation;

namespace Ringspun.Cli.Tests.Echoing;

/// <summary>Lines that come back.</summary>
public sealed class EchoLineTests
{
    [Theory, MemberData(nameof(EchoWorld.Drivers), MemberType = typeof(EchoWorld))]
    public void A_line_comes_back_when_its_newline_has_come(string driver) => EchoWorld.Run(driver, EchoWorld.Lines, static async world =>
    {
        using IConnection client = await world.ConnectAsync();
        FiberHandle<byte[]> receiving = world.Loop.Spawn(static c => EchoWorld.ReceiveExactlyAsync(c, 9), client);

        // Each byte is in a packet of its own, and another connection's exchange shows that the server has had it.
        foreach (byte letter in "onetwo\r"u8.ToArray())
        {
            _ = await client.SendAsync(new[] { letter });
            Assert.Equal("x\n"u8.ToArray(), await world.ExchangeAsync("x\n"u8.ToArray()));
            Assert.False(receiving.IsCompleted);
        }

        _ = await client.SendAsync("\na\nb"u8.ToArray());
        Assert.Equal("onetwo\r\na"u8.ToArray(), await receiving);
        Assert.Equal("\n"u8.ToArray(), await EchoWorld.ReceiveExactlyAsync(client, 1));
        client.ShutdownSend();
        Assert.Equal("b"u8.ToArray(), await EchoWorld.ReceiveToEndAsync(client));
    });

    [Theory, MemberData(nameof(EchoWorld.Drivers), MemberType = typeof(EchoWorld))]
    public void Long_and_many_lines_come_back_whole(string driver) =>
        EchoWorld.Run(driver, EchoWorld.Lines with { MaxLine = 1024 * 1024 }, static async world =>
        {
            Random random = new(7);
            StringBuilder text = new();
            while (text.Length < 6_000_000)
            {
                text.Append('a', random.Next(10) == 0 ? random.Next(1024 * 1024) : random.Next(100)).Append('\n');
            }

            byte[] sent = Encoding.ASCII.GetBytes(text.Append("rest").ToString());
            byte[] received = await world.ExchangeAsync(sent);
            Assert.True(sent.AsSpan().SequenceEqual(received));
        });

    [Fact]
    public void The_outcome_does_not_depend_on_how_the_stream_is_cut()
    {
        Random random = new(Seeds.Next());
        for (int round = 0; round < 60; round++)
        {
            byte[] stream = LineStreams.Random(random, random.Next(600));
            int maxLine = random.Next(4, 40);
            EchoOptions options = EchoWorld.Lines with { MaxLine = maxLine };
            EchoWorld.Run(
                EchoWorld.Simulated,
                options,
                async world => Assert.Equal(Expected(stream, options), Encoding.Latin1.GetString(await world.ExchangeAsync(stream, () => random.Next(1, 100)))),
                new SimulatedNetworkOptions { LargestPiece = random.Next(1, 80), ChunkSize = random.Next(1, 80), BufferCapacity = random.Next(1, 300) },
                random.Next());
        }
    }

    [Theory, MemberData(nameof(EchoWorld.Drivers), MemberType = typeof(EchoWorld))]
    public void Too_long_a_line_is_refused_in_words(string driver) => EchoWorld.Run(driver, EchoWorld.Lines with { MaxLine = 100 }, static async world =>
    {
        // The newline never comes, and the client does not stop sending.
        byte[] sent = Encoding.ASCII.GetBytes("good\n" + new string('a', 50_000));
        Assert.Equal("good\nerror: a line has more than 100 bytes (--max-line)\n", Encoding.ASCII.GetString(await world.ExchangeAsync(sent)));
        Assert.Equal("good\n"u8.ToArray(), await world.ExchangeAsync("good\n"u8.ToArray()));
    });

    private static string Expected(byte[] stream, EchoOptions options)
    {
        (string lines, bool isTooLong) = LineStreams.LinesOf(stream, options.MaxLine);
        return isTooLong
            ? $"{lines}error: a line has more than {options.MaxLine} bytes (--max-line)\n"
            : Encoding.Latin1.GetString(stream);
    }
}
