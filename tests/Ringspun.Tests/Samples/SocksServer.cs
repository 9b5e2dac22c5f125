namespace Ringspun.Tests.Samples;

/// <summary>As much of a SOCKS5 proxy as tests need (RFC 1928, RFC 1929): once it has answered, it is itself the host that was asked for.</summary>
internal static class SocksServer
{
    /// <summary>Its answer to a request that it grants, with an IPv4 address.</summary>
    public static readonly byte[] Granted = [5, 0, 0, 1, 10, 9, 8, 7, 0, 80];

    /// <summary>Accepts one connection and has the exchange with it.</summary>
    /// <param name="listener">Where.</param>
    /// <param name="answer">The answer to the request.</param>
    /// <param name="method">The method that it chooses.</param>
    /// <param name="isKnown">Whether it knows the user, where it asks for a name.</param>
    /// <returns>The connection; and what it was asked: the greeting, the name and the password where it wanted them, the request.</returns>
    public static async Fiber<(IConnection Connection, List<byte[]> Asked)> Accept(IListener listener, byte[] answer, byte method = 0, bool isKnown = true)
    {
        IConnection connection = await listener.AcceptAsync();
        byte[] greeting = await Read(connection, 2);
        List<byte[]> asked = [[.. greeting, .. await Read(connection, greeting[1])]];
        await connection.SendAsync(new byte[] { 5, method });
        if (method == 2)
        {
            byte[] user = await Read(connection, 2);
            byte[] name = await Read(connection, user[1] + 1);
            asked.Add([.. user, .. name, .. await Read(connection, name[^1])]);
            await connection.SendAsync(new byte[] { 1, (byte)(isKnown ? 0 : 9) });
            if (!isKnown)
            {
                return (connection, asked);
            }
        }

        byte[] head = await Read(connection, 5);
        int rest = head[3] switch
        {
            1 => 5,
            3 => head[4] + 2,
            _ => 17,
        };
        asked.Add([.. head, .. await Read(connection, rest)]);
        await connection.SendAsync(answer);
        return (connection, asked);
    }

    /// <summary>Reads so many bytes.</summary>
    public static async Fiber<byte[]> Read(IConnection connection, int count)
    {
        var bytes = new byte[count];
        for (int read = 0; read < count;)
        {
            int received = await connection.ReceiveAsync(bytes.AsMemory(read));
            Assert.True(received > 0, "The stream ended too early.");
            read += received;
        }

        return bytes;
    }
}
