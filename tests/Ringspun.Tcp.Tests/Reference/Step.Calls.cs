namespace Ringspun.Tcp.Tests.Reference;

/// <content>SEND, RECEIVE, CLOSE and ABORT (RFC 9293 sections 3.10.2 to 3.10.5).</content>
internal static partial class Step
{
    private static (ReferenceStack, Outcome) Send(ReferenceStack stack, StackInput.Send call)
    {
        Connection? c = stack.Connections.GetValueOrDefault(call.Connection);
        StackError error = CheckSend(c);
        if (error != StackError.None || call.Data.IsEmpty)
        {
            return (stack, error);
        }

        int taken = Math.Clamp(c!.Settings.SendBuffer - c.SendQueue.Length, 0, call.Data.Length);
        c = c with
        {
            SendQueue = c.SendQueue.AddRange(call.Data[..taken]),
            WantsRoom = c.WantsRoom || taken < call.Data.Length,
            Stirred = c.Stirred || taken > 0,
        };
        return (stack.Put(c), new Outcome { Taken = taken, Error = taken == 0 ? StackError.WouldBlock : StackError.None });
    }

    private static (ReferenceStack, Outcome) Receive(ReferenceStack stack, StackInput.Receive call)
    {
        if (stack.Connections.GetValueOrDefault(call.Connection) is not { GivenUp: false } c)
        {
            return (stack, StackError.InvalidHandle);
        }

        int count = Math.Min(c.Received.Length, call.Most);
        if (count == 0)
        {
            bool opening = c.State is TcpState.SynSent or TcpState.SynReceived;
            return c.Failure != StackError.None ? (stack, c.Failure) : (stack, c.FinReceived || (call.Most == 0 && !opening) ? StackError.None : StackError.WouldBlock);
        }

        Outcome read = new() { Bytes = c.Received[..count] };
        c = c with { Received = c.Received[count..] };
        bool tell = c.CanReceive && c.IsUpdateDue;
        return (stack.Put(c with { AckNow = c.AckNow || tell, Stirred = c.Stirred || tell }), read);
    }

    private static (ReferenceStack, Outcome) Shutdown(ReferenceStack stack, StackInput.Shutdown call)
    {
        Connection? c = stack.Connections.GetValueOrDefault(call.Connection);
        StackError error = CheckSend(c);
        return (error == StackError.None ? stack.Put(c! with { FinQueued = true, Stirred = true }) : stack, error);
    }

    private static (ReferenceStack, Outcome) Close(ReferenceStack stack, long now, StackInput.Close call)
    {
        if (stack.Connections.GetValueOrDefault(call.Connection) is not { GivenUp: false } c)
        {
            return (stack, StackError.InvalidHandle);
        }

        // SHLD-3: the peer must not believe that what nobody has read was read.
        if (!c.Received.IsEmpty && c.IsSynchronized)
        {
            return (stack.Put(Abort(c)), Outcome.None);
        }

        c = c with { GivenUp = true, FinQueued = true, Stirred = true };
        return (stack.Put(c.State == TcpState.SynSent ? c.End() : c.AwaitPeer(now)), Outcome.None);
    }

    private static (ReferenceStack, Outcome) Abort(ReferenceStack stack, StackInput.Abort call) =>
        stack.Connections.GetValueOrDefault(call.Connection) is { GivenUp: false } c
            ? (stack.Put(Abort(c)), Outcome.None)
            : (stack, StackError.InvalidHandle);

    private static Connection Abort(Connection c)
    {
        bool peerKnows = c.State is not (TcpState.Closed or TcpState.SynSent or TcpState.TimeWait);
        return (peerKnows ? c.SendReset() : c).End() with { GivenUp = true };
    }

    private static (ReferenceStack, Outcome) Configure(ReferenceStack stack, long now, StackInput.Configure call) =>
        stack.Connections.GetValueOrDefault(call.Connection) is { GivenUp: false } c
            ? (stack.Put((c with { Settings = call.Settings, Stirred = true }).ScheduleKeepAlive(now)), Outcome.None)
            : (stack, StackError.InvalidHandle);

    private static StackError CheckSend(Connection? c) => c switch
    {
        null or { GivenUp: true } => StackError.InvalidHandle,
        { Failure: not StackError.None } => c.Failure,
        { FinQueued: true } => StackError.ShutDown,
        { State: TcpState.Closed } => StackError.NotConnected,
        _ => StackError.None,
    };
}
