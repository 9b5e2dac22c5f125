using Ringspun.UserLevel.Tests.Support;

namespace Ringspun.UserLevel.Tests.Peers;

/// <summary>What the two ends of a connection do on loops of their own.</summary>
internal static class Exchange
{
    /// <summary>Sends bytes of a seed and receives up to the end of the stream, at the same time; the hashes of both.</summary>
    public static async Fiber<(byte[] Sent, byte[] Received)> BothWays(IConnection connection, int seed, int length)
    {
        FiberHandle<byte[]> sent = EventLoop.Current!.Spawn(
            static state => Transfer.Send(state.connection, state.seed, state.length), (connection, seed, length));
        byte[] received = await Transfer.Receive(connection);
        return (await sent, received);
    }

    /// <summary>Both ends' transfers over one connection, compared.</summary>
    public static void Check(PeerWorld world, bool kernelListens, bool six, int length)
    {
        int seed = Seeds.Next();
        var ((kernelSent, kernelReceived), (stackSent, stackReceived)) = world.Meet(
            kernelListens, six, kernel => BothWays(kernel, seed, length), stack => BothWays(stack, unchecked(seed + 1), length));
        Assert.Equal(Convert.ToHexString(kernelSent), Convert.ToHexString(stackReceived));
        Assert.Equal(Convert.ToHexString(stackSent), Convert.ToHexString(kernelReceived));
    }

    /// <summary>Returns everything that comes, until the stream ends; how much it was.</summary>
    public static async Fiber<long> Echo(IConnection connection)
    {
        long total = 0;
        while (true)
        {
            using Chunk chunk = await connection.LeaseAsync();
            if (chunk.IsEmpty)
            {
                connection.ShutdownSend();
                return total;
            }

            total += chunk.Length;
            await connection.SendAsync(chunk);
        }
    }

    /// <summary>Receives until something other than bytes comes: the error, or <see cref="Errno.None"/> at the end of the stream.</summary>
    public static async Fiber<Errno> ReceiveToTheEnd(IConnection connection)
    {
        byte[] buffer = new byte[10_000];
        try
        {
            while (await connection.ReceiveAsync(buffer) > 0)
            {
            }

            return Errno.None;
        }
        catch (LinuxException failed)
        {
            return failed.Errno;
        }
    }

    /// <summary>Tells the other end that it has been accepted, and receives.</summary>
    public static async Fiber<Errno> GreetAndReceive(IConnection connection)
    {
        await connection.SendAsync("greeting"u8.ToArray());
        return await ReceiveToTheEnd(connection);
    }

    /// <summary>Drops the connection once the other end has sent something: one that nobody has accepted yet would be forgotten.</summary>
    public static async Fiber<bool> Abort(IConnection connection)
    {
        Assert.NotEqual(0, await connection.ReceiveAsync(new byte[100]));
        await connection.SendAsync("the last words"u8.ToArray());
        connection.Abort();
        return true;
    }

    /// <summary>Sends until that fails: the error.</summary>
    public static async Fiber<Errno> SendToTheEnd(IConnection connection)
    {
        byte[] buffer = new byte[10_000];
        try
        {
            while (true)
            {
                await connection.SendAsync(buffer);
            }
        }
        catch (LinuxException failed)
        {
            return failed.Errno;
        }
    }
}
