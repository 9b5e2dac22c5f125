using Ringspun.Linux;

namespace Ringspun.Samples.TunForwarder;

/// <summary>Ends connections on one network and carries on what they say on another.</summary>
internal sealed class Forwarder(IDialer outside)
{
    /// <summary>Forwards whatever is accepted, until the listener is disposed of.</summary>
    public async Fiber Run(IListener listener, ForwardRule rule)
    {
        try
        {
            while (true)
            {
                IConnection client = await listener.AcceptAsync();
                EventLoop.Current!.SpawnDetached(static work => work.self.Forward(work.client, work.rule), (self: this, client, rule));
            }
        }
        catch (ObjectDisposedException)
        {
            // What is open goes on.
        }
    }

    private async Fiber Forward(IConnection client, ForwardRule rule)
    {
        IConnection server;
        try
        {
            server = await outside.DialAsync(rule.Host, rule.HostPort);
        }
        catch (Exception failure) when (failure is LinuxException or NameResolutionException)
        {
            // Too late to refuse: the connection is open. A reset says that nothing came of it.
            client.Abort();
            client.Dispose();
            await Console.Error.WriteLineAsync($"{rule.Host}:{rule.HostPort}: {failure.Message}");
            return;
        }

        FiberHandle back = EventLoop.Current!.Spawn(Carry, (From: server, To: client));
        await Carry((client, server));
        await back;
        client.Dispose();
        server.Dispose();
    }

    /// <summary>
    /// One direction. Nothing is received before what came earlier is taken at the other end, so who does not read stops who sends; the end of one stream ends
    /// the other, and the opposite direction goes on.
    /// </summary>
    private static async Fiber Carry((IConnection From, IConnection To) way)
    {
        try
        {
            while (await way.From.LeaseAsync() is { IsEmpty: false } bytes)
            {
                using (bytes)
                {
                    await way.To.SendAsync(bytes);
                }
            }

            way.To.ShutdownSend();
        }
        catch (Exception failure) when (failure is LinuxException or ObjectDisposedException)
        {
            // Reset at one end: reset at the other, which ends the opposite direction, too.
            way.From.Abort();
            way.To.Abort();
        }
    }
}
