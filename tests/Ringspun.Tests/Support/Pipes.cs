namespace Ringspun.Tests.Support;

/// <summary>Helpers for pipes.</summary>
internal static class Pipes
{
    public static async Fiber<byte[]> ReceiveExactly(this IPipeReader reader, int count)
    {
        var bytes = new byte[count];
        int total = 0;
        while (total < count)
        {
            int received = await reader.ReceiveAsync(bytes.AsMemory(total));
            Assert.NotEqual(0, received);
            total += received;
        }

        return bytes;
    }

    public static async Fiber<byte[]> ReceiveToEnd(this IPipeReader reader)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[3000];
        int received;
        while ((received = await reader.ReceiveAsync(buffer)) > 0)
        {
            bytes.Write(buffer, 0, received);
        }

        return bytes.ToArray();
    }

    public static async Fiber<byte[]> LeaseToEnd(this IPipeReader reader)
    {
        using var bytes = new MemoryStream();
        while (true)
        {
            using Chunk chunk = await reader.LeaseAsync();
            if (chunk.IsEmpty)
            {
                return bytes.ToArray();
            }

            bytes.Write(chunk.Span);
        }
    }

    public static async Fiber SendAndClose(this IPipeWriter writer, ReadOnlyMemory<byte> bytes)
    {
        using (writer)
        {
            Assert.Equal(bytes.Length, await writer.SendAsync(bytes));
        }
    }
}
