namespace Ringspun.Tcp.Tests.Support;

/// <summary>Random values of the wire's types.</summary>
internal static class Arbitrary
{
    public static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    public static bool Coin(Random random) => random.Next(2) == 0;

    public static ushort Word(Random random) => (ushort)random.Next(0x10000);

    public static uint Number(Random random) => (uint)random.NextInt64(0x1_0000_0000);

    public static ushort Port(Random random) => (ushort)random.Next(1, 0x10000);

    /// <summary>An IPv4 address that a host may have.</summary>
    public static IpAddress Ipv4(Random random) => new((uint)random.Next(1, 224) << 24 | (uint)random.Next(0x1000000));

    /// <summary>An IPv6 address that a host may have.</summary>
    public static IpAddress Ipv6(Random random) => new(0x2000_0000_0000_0000 | (ulong)random.NextInt64() >> 4, (ulong)random.NextInt64());

    public static MacAddress Mac(Random random) => new((ulong)random.NextInt64() & 0xFEFF_FFFF_FFFF);

    public static TcpOptions Options(Random random)
    {
        TcpOptions options = new()
        {
            MaximumSegmentSize = Word(random),
            WindowScale = (byte)random.Next(256),
            TimestampValue = Number(random),
            TimestampEcho = Number(random),
            UserTimeout = Word(random),
        };

        // Forty bytes hold either the options of a SYN or SACK blocks.
        if (Coin(random))
        {
            options.Present = (TcpOptionSet)random.Next(128) & ~TcpOptionSet.Sack;
            int length = 2 * random.Next(1, 8);
            length = length == 2 ? 0 : Math.Min(length, options.Has(TcpOptionSet.UserTimeout) ? 10 : 14);
            options.FastOpen = new FastOpenCookie(FastOpenCookie.Read(Bytes(random, length)).Value, length);
        }
        else
        {
            options.Present = Coin(random) ? TcpOptionSet.Timestamps : TcpOptionSet.None;
            for (int blocks = random.Next(options.Present == TcpOptionSet.None ? 5 : 4); blocks > 0; blocks--)
            {
                options.AddSack(new SackBlock(Number(random), Number(random)));
            }
        }

        return options;
    }
}
