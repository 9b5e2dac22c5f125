namespace Ringspun.Tests.Support;

/// <summary>Bytes to send, and helpers to receive them all.</summary>
internal static class Bytes
{
    public static byte[] Random(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static async Fiber<byte[]> ReceiveExactly(this IConnection connection, int count)
    {
        var bytes = new byte[count];
        int total = 0;
        while (total < count)
        {
            int received = await connection.ReceiveAsync(bytes.AsMemory(total));
            Assert.NotEqual(0, received);
            total += received;
        }

        return bytes;
    }

    public static async Fiber<byte[]> ReceiveToEnd(this IConnection connection)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[8192];
        int received;
        while ((received = await connection.ReceiveAsync(buffer)) > 0)
        {
            bytes.Write(buffer, 0, received);
        }

        return bytes.ToArray();
    }
}
