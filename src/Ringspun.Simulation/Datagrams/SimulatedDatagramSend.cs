using System.Net;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>A datagram socket's send: the network always has room.</summary>
internal sealed class SimulatedDatagramSend(SimulatedDatagramSocket socket, SimulatedDriver driver) : SimulatedOperation<int>(driver)
{
    protected override string OperationName => "sendmsg";

    internal IoOperation<int> Start(ReadOnlyMemory<byte> buffer, IPEndPoint? remote, CancellationToken cancel)
    {
        Begin(cancel);
        Errno error = socket.Send(buffer.Span, remote);
        if (error == Errno.None)
        {
            Decide(buffer.Length);
        }
        else
        {
            Decide(error);
        }

        return Operation;
    }

    protected override long Measure(int result) => result;

    // Decided from the beginning.
    protected override void OnCancelInTime()
    {
    }
}
