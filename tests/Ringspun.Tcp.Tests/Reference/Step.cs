namespace Ringspun.Tcp.Tests.Reference;

/// <summary>
/// The reference: what a stack does, as one function from a state, the time and what happens to the state after it, what it gives, and the next
/// deadline. It is written after RFC 9293 section 3.10, event by event and check by check; nothing in it changes, and nothing in it is clever.
/// </summary>
/// <remarks>
/// <para>It has its own handling of all state: the table of connections, the states, the queues, windows, timers, what is owed to the peer. Of the stack
/// it takes what is a function already: congestion control, RACK's and the RTO's arithmetic, sequence numbers, the formats on the wire, the keyed
/// hash, and the cookie.</para>
/// <para>It knows TCP between this host and others. Not in it, and off or out of what histories do: ECN, the search for the path's MTU, Fast Open, urgent
/// data, lingering, the shutdown of receiving, buffers that grow, memory that runs out, addresses that go, loopback, fragments, ICMP, offloaded checksums,
/// the bound on waiting resets. And two orders that are no matter of TCP are the caller's: which connection speaks first, and which is told of first.</para>
/// </remarks>
internal static partial class Step
{
    /// <summary>One step.</summary>
    public static (ReferenceStack State, Outcome Outcome, long NextDeadline) Of(ReferenceStack stack, long now, StackInput input)
    {
        (ReferenceStack after, Outcome outcome) = input switch
        {
            StackInput.Listen call => Listen(stack, call),
            StackInput.Accept call => Accept(stack, call),
            StackInput.CloseListener call => CloseListener(stack, call),
            StackInput.Connect call => Connect(stack, now, call),
            StackInput.Send call => Send(stack, call),
            StackInput.Receive call => Receive(stack, call),
            StackInput.Shutdown call => Shutdown(stack, call),
            StackInput.Close call => Close(stack, now, call),
            StackInput.Abort call => Abort(stack, call),
            StackInput.Configure call => Configure(stack, now, call),
            StackInput.Arrive arrival => (Arrive(stack, now, [.. arrival.Packet]), Outcome.None),
            StackInput.Advance => (Advance(stack, now), Outcome.None),
            StackInput.Transmit link => Transmit(stack, now, link),
            StackInput.TakeEvents => TakeEvents(stack),
            _ => throw new ArgumentOutOfRangeException(nameof(input)),
        };
        return (after, outcome, after.NextDeadline);
    }

    /// <summary>What GetInfo says; null for a handle that means nothing.</summary>
    public static ConnectionInfo? Status(ReferenceStack stack, int number) =>
        stack.Connections.GetValueOrDefault(number) is { GivenUp: false } c ? Status(c) : null;

    /// <summary>What can be said of a connection (RFC 9293 section 3.10.6).</summary>
    public static ConnectionInfo Status(Connection c) => new()
    {
        State = c.State,
        Failure = c.Failure,
        Local = c.Local,
        Remote = c.Remote,
        SndUna = c.SndUna,
        SndNxt = c.SndNxt,
        SndWnd = c.SndWnd,
        RcvNxt = c.RcvNxt,
        RcvWnd = c.RcvWnd,
        CongestionWindow = c.Congestion.Window,
        SlowStartThreshold = c.Congestion.Threshold,
        SmoothedRtt = c.Rto.SmoothedRtt,
        RetransmissionTimeout = c.Rto.Current(c.Settings),
        Retransmissions = c.Retransmissions,
        MaximumSegmentSize = c.SndMss,
        SendQueued = c.SendQueue.Length,
        SendBuffer = c.Settings.SendBuffer,
        Readable = c.Received.Length,
        ReceiveBuffer = c.Settings.ReceiveBuffer,
    };

    private static (ReferenceStack, Outcome) TakeEvents(ReferenceStack stack)
    {
        // What happens to a connection that nobody has accepted yet is told when it is.
        Connection[] told = [.. stack.Connections.Values.Where(static c => c is { GivenUp: false, Queued: false, HalfOpen: false } && c.Events != 0)];
        Listener[] acceptable = [.. stack.Listeners.Values.Where(static listener => listener.Announced)];
        ReferenceStack after = stack with
        {
            Connections = stack.Connections.SetItems(told.Select(static c => KeyValuePair.Create(c.Number, c with { Events = ConnectionEvents.None }))),
            Listeners = stack.Listeners.SetItems(acceptable.Select(static l => KeyValuePair.Create(l.Number, l with { Announced = false }))),
        };
        return (after, new Outcome
        {
            Events = Outcome.None.Events.AddRange(told.Select(static c => KeyValuePair.Create(c.Number, c.Events))),
            Acceptable = [.. acceptable.Select(static listener => listener.Number)],
        });
    }

    /// <summary>A mechanism of the stack's that changes itself, used as a function: what it is afterwards.</summary>
    private static T After<T>(T mechanism, Change<T> change)
        where T : struct
    {
        change(ref mechanism);
        return mechanism;
    }

    private delegate void Change<T>(ref T mechanism)
        where T : struct;
}
