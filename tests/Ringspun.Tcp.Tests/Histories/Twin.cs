using System.Collections.Immutable;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Tests.Reference;
using Ringspun.Tcp.Tests.Support;
using Xunit.Sdk;

namespace Ringspun.Tcp.Tests.Histories;

/// <summary>
/// A stack and the reference, to which the same happens. After every step both must have given the same: packets byte for byte, results, events, the
/// next deadline, and what can be said of every connection.
/// </summary>
internal sealed class Twin
{
    private static readonly StackSecret Secret = new("0123456789abcdef"u8);

    private readonly Stack _stack;
    private readonly Dictionary<int, ConnectionId> _connections = [];
    private readonly Dictionary<int, ListenerId> _listeners = [];
    private readonly byte[] _buffer = new byte[ushort.MaxValue];
    private bool _holds;

    public Twin(StackOptions options)
    {
        _stack = new Stack(options, Secret, new BufferPool(2048));
        Reference = new ReferenceStack(options, Secret);
    }

    public ReferenceStack Reference { get; private set; }

    public long Now { get; set; } = 10_000_000_000;

    public long NextDeadline => _stack.NextDeadline;

    /// <summary>The numbers of connections whose handles the application has had, in order.</summary>
    public IEnumerable<int> Handles => _connections.Keys;

    /// <summary>The application calls, a packet comes, or the time does its work.</summary>
    public Outcome Do(StackInput input)
    {
        Outcome wanted = Refer(input);
        Outcome given = Call(input, wanted.Number);
        Equal(wanted.Error, given.Error, $"the result of {input.GetType().Name}");
        Equal(wanted.Taken, given.Taken, "the bytes taken");
        Equal(wanted.Remote, given.Remote, "the other end of what was accepted");
        Equal(wanted.Bytes, given.Bytes.AsSpan(), Convert.ToHexString, "the bytes read");
        Compare();
        return wanted;
    }

    /// <summary>Takes packets, all of them or so many. Which connection speaks first is the stack's choice; what it says is not.</summary>
    public IReadOnlyList<byte[]> Transmit(int most = int.MaxValue)
    {
        List<byte[]> packets = [];
        int length = 0;
        while (packets.Count < most && (length = _stack.Transmit(Now, _buffer, out TransmitHints hints)) > 0)
        {
            byte[] packet = _buffer[..length];
            PacketText.Ends(packet, out Endpoint local, out Endpoint remote);
            Outcome wanted = Refer(new StackInput.Transmit(local, remote));
            Equal(wanted.Bytes, packet, PacketText.Of, "a packet");
            Equal(wanted.Hints, hints, "what the device has to do");
            packets.Add(packet);
        }

        if (packets.Count < most)
        {
            foreach ((Endpoint local, Endpoint remote) in Speakers().Distinct())
            {
                Equal(Refer(new StackInput.Transmit(local, remote)).Bytes, [], PacketText.Of, "a packet");
            }
        }

        Compare();
        return packets;
    }

    /// <summary>Takes all events; their order among connections does not matter.</summary>
    public Outcome TakeEvents()
    {
        Outcome wanted = Refer(new StackInput.TakeEvents());
        List<string> given = [];
        while (_stack.TryTakeEvent(out StackEvent told))
        {
            given.Add(told.Listener.Number > 0 ? $"listener {told.Listener.Number}" : $"connection {NumberOf(told.Connection)}: {told.Events}");
        }

        IEnumerable<string> expected = wanted.Acceptable.Select(static number => $"listener {number}")
            .Concat(wanted.Events.Select(static told => $"connection {told.Key}: {told.Value}"));
        Equal(string.Join("; ", expected.Order()), string.Join("; ", given.Order()), "the events");
        Compare();
        return wanted;
    }

    /// <summary>When nothing waits to be taken, what is over is gone.</summary>
    public void CompareCounts() => Equal(Reference.Connections.Count, _stack.ConnectionCount, "the number of connections");

    private IEnumerable<(Endpoint Local, Endpoint Remote)> Speakers() => Reference.Answers.Select(static answer => (answer.Local, answer.Remote))
        .Concat(Reference.Connections.Values.Select(static c => (c.Local, c.Remote)));

    private Outcome Refer(StackInput input)
    {
        (Reference, Outcome outcome, _) = Step.Of(Reference, Now, input);
        return outcome;
    }

    private Outcome Call(StackInput input, int number)
    {
        switch (input)
        {
            case StackInput.Listen call:
                StackError error = _stack.Listen(call.Local, call.Backlog, out ListenerId listener, call.Settings);
                if (error == StackError.None)
                {
                    _listeners.Add(number, listener);
                }

                return error;
            case StackInput.Accept call:
                error = _stack.Accept(ListenerOf(call.Listener), out ConnectionId id, out Endpoint remote);
                return Opened(error, number, id) with { Remote = remote };
            case StackInput.Connect call:
                error = _stack.Connect(Now, call.Remote, out id, call.Settings, call.Local);
                return Opened(error, number, id);
            case StackInput.CloseListener call:
                return _stack.CloseListener(ListenerOf(call.Listener));
            case StackInput.Send call:
                // Copied or held: the reference knows no difference.
                _holds = !_holds;
                error = _holds
                    ? _stack.Send(Now, IdOf(call.Connection), new HeldBytes(call.Data.AsSpan()), 0, call.Data.Length, out int taken)
                    : _stack.Send(Now, IdOf(call.Connection), call.Data.AsSpan(), out taken);
                return new Outcome { Error = error, Taken = taken };
            case StackInput.Receive call:
                byte[] buffer = new byte[call.Most];
                error = _stack.Receive(Now, IdOf(call.Connection), buffer, out int count);
                return new Outcome { Error = error, Bytes = [.. buffer[..count]] };
            case StackInput.Shutdown call:
                return _stack.Shutdown(Now, IdOf(call.Connection));
            case StackInput.Close call:
                return _stack.Close(Now, IdOf(call.Connection));
            case StackInput.Abort call:
                return _stack.Abort(IdOf(call.Connection));
            case StackInput.Configure call:
                return _stack.Configure(Now, IdOf(call.Connection), call.Settings);
            case StackInput.Arrive arrival:
                _stack.Receive(Now, arrival.Packet.AsSpan());
                return Outcome.None;
            case StackInput.Advance:
                _stack.Advance(Now);
                return Outcome.None;
            default:
                throw new ArgumentOutOfRangeException(nameof(input));
        }
    }

    private Outcome Opened(StackError error, int number, ConnectionId id)
    {
        if (error == StackError.None)
        {
            _connections.Add(number, id);
        }

        return new Outcome { Error = error, Number = number };
    }

    private ConnectionId IdOf(int number) => _connections.GetValueOrDefault(number);

    private ListenerId ListenerOf(int number) => _listeners.GetValueOrDefault(number);

    private int NumberOf(ConnectionId id) => _connections.First(pair => pair.Value == id).Key;

    private void Compare()
    {
        foreach ((int number, ConnectionId id) in _connections)
        {
            ConnectionInfo? wanted = Step.Status(Reference, number);
            StackError error = _stack.GetInfo(id, out ConnectionInfo given);
            Equal(wanted is null ? StackError.InvalidHandle : StackError.None, error, $"whether there is connection {number}");
            Equal(wanted.GetValueOrDefault(), given, $"connection {number}");
        }

        // Those too that nobody has accepted, or that were closed and live on.
        ILookup<(Endpoint, Endpoint), TcpBlock> blocks = Enumerable.Range(0, _stack.Blocks.Created).Select(_stack.Blocks.At)
            .Where(static block => block.InUse && block.State != TcpState.Closed).ToLookup(static block => (block.Local, block.Remote));
        Connection[] open = [.. Reference.Connections.Values.Where(static c => c.State != TcpState.Closed)];
        Equal(open.Length, blocks.Count, "the number of connections that are not over");
        foreach (Connection c in open)
        {
            TcpBlock? block = blocks[(c.Local, c.Remote)].SingleOrDefault();
            Equal(true, block is not null, $"whether connection {c.Number} is there");
            Equal(Step.Status(c), ConnectionInfo.Of(block!), $"connection {c.Number}");
            Equal(c.NextDeadline, block!.Deadlines.Earliest(), $"the deadline of connection {c.Number}");
        }

        Equal(Reference.NextDeadline, _stack.NextDeadline, "the next deadline");
    }

    private static void Equal(ImmutableArray<byte> wanted, ReadOnlySpan<byte> given, Func<ReadOnlySpan<byte>, string> text, string what)
    {
        if (!given.SequenceEqual(wanted.AsSpan()))
        {
            Equal(text(wanted.AsSpan()), text(given), what);
        }
    }

    private static void Equal<T>(T wanted, T given, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(wanted, given))
        {
            throw new XunitException($"{what} differs\n  reference: {wanted}\n  stack:     {given}");
        }
    }
}
