using System.Net;

namespace Ringspun.Tests.Stress.Operations;

/// <summary>A client calls the program's server; both ends send and receive at once until one of them has had enough.</summary>
internal sealed class Conversation : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        StressOutcome<IConnection> connected;
        using (StressCancellation cancel = run.MayCancel())
        {
            connected = await run.Try(run.Network.ConnectAsync(StressRun.Server, cancel.Token), cancel.Token);
        }

        if (connected.IsSuccess)
        {
            await Talk(run, connected.Value, isClient: true);
            return;
        }

        bool isPlausible = connected.Ending == StressEnding.Cancelled || connected.Error switch
        {
            Errno.ECONNREFUSED or Errno.EHOSTUNREACH => run.Plan.HasNetworkFaults,
            Errno.ETIMEDOUT => true,
            Errno.EMFILE => run.Plan.DescriptorLimit < int.MaxValue,
            _ => false,
        };
        StressRun.Check(isPlausible, $"A connect ended with {connected}.");
    }

    /// <summary>One end of a connection, to its end.</summary>
    public static async Fiber Talk(StressRun run, IConnection connection, bool isClient)
    {
        using (connection)
        {
            int port = ((IPEndPoint)(isClient ? connection.LocalEndPoint : connection.RemoteEndPoint)!).Port;
            var sender = new Sender(run, connection, run.Flow(port, isClient));
            FiberHandle sending = run.Fork(sender.Run);
            bool reachedEnd = await new Receiver(run, connection, run.Flow(port, !isClient)).Run();
            if (!reachedEnd || run.OneIn(10))
            {
                // Nobody reads any more, so the peer and the sender need not go on.
                connection.Abort();
            }

            await sending;
        }
    }
}
