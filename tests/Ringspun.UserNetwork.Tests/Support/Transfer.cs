using System.Security.Cryptography;

namespace Ringspun.UserLevel.Tests.Support;

/// <summary>Random bytes through a connection, with their hash compared at the other end.</summary>
internal static class Transfer
{
    /// <summary>Sends bytes of a seed and ends the stream.</summary>
    public static async Fiber<byte[]> Send(IConnection connection, int seed, int length)
    {
        Random random = new(seed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[40_000];
        for (int sent = 0; sent < length;)
        {
            Memory<byte> piece = buffer.AsMemory(0, Math.Min(random.Next(1, buffer.Length), length - sent));
            random.NextBytes(piece.Span);
            hash.AppendData(piece.Span);
            sent += await (random.Next(2) == 0 ? connection.SendAsync(piece) : SendSealed(connection, piece.Span));
        }

        connection.ShutdownSend();
        return hash.GetHashAndReset();
    }

    private static IoOperation<int> SendSealed(IConnection connection, ReadOnlySpan<byte> bytes)
    {
        // Who gives its reference up at once has them sent nevertheless.
        using Chunk chunk = NativeChunk.Allocate(bytes.Length);
        bytes.CopyTo(chunk.Span);
        return connection.SendAsync(chunk.Seal());
    }

    /// <summary>Receives up to the end of the stream, by copies and by leases in turn.</summary>
    public static async Fiber<byte[]> Receive(IConnection connection)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[10_000];
        for (int round = 0; ; round++)
        {
            if (round % 2 == 0)
            {
                int count = await connection.ReceiveAsync(buffer);
                if (count == 0)
                {
                    return hash.GetHashAndReset();
                }

                hash.AppendData(buffer, 0, count);
            }
            else
            {
                using Chunk chunk = await connection.LeaseAsync();
                if (chunk.IsEmpty)
                {
                    return hash.GetHashAndReset();
                }

                hash.AppendData(chunk.Span);
            }
        }
    }

    /// <summary>Both directions at once.</summary>
    public static async Fiber BothWays(IConnection one, IConnection other, int seed, int length)
    {
        FiberHandle<byte[]> sentByOne = EventLoop.Current!.Spawn(static ends => Send(ends.one, ends.seed, ends.length), (one, seed, length));
        FiberHandle<byte[]> sentByOther = EventLoop.Current!.Spawn(static ends => Send(ends.other, ends.seed + 1, ends.length), (other, seed, length));
        FiberHandle<byte[]> receivedByOne = EventLoop.Current!.Spawn(Receive, one);
        byte[] receivedByOther = await Receive(other);
        Assert.Equal(await sentByOne, receivedByOther);
        Assert.Equal(await sentByOther, await receivedByOne);
    }
}
