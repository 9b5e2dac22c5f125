using Ringspun.Tcp.Options;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Secrets;

namespace Ringspun.Tcp.Tests.Reference;

/// <content>OPEN, passive and active (RFC 9293 section 3.10.1), and what becomes of passive opens.</content>
internal static partial class Step
{
    private const long InitialSequenceTick = 4_000;
    private const int PortCounters = 64;
    private const int FirstQuickAcks = 8;
    private const byte MaxShift = 14;

    private static (ReferenceStack, Outcome) Listen(ReferenceStack stack, StackInput.Listen call)
    {
        if (call.Local.Port == 0)
        {
            return (stack, StackError.InvalidAddress);
        }

        if (!call.Local.Address.IsUnspecified && !stack.Routes.IsOwn(call.Local.Address))
        {
            return (stack, StackError.AddressNotAvailable);
        }

        if (stack.Listeners.Values.Any(listener => listener.Local == call.Local))
        {
            return (stack, StackError.AddressInUse);
        }

        Listener opened = new(stack.LastListener + 1, call.Local, call.Backlog, call.Settings ?? stack.Options.Tcp);
        return (stack.Put(opened) with { LastListener = opened.Number }, new Outcome { Number = opened.Number });
    }

    private static (ReferenceStack, Outcome) Accept(ReferenceStack stack, StackInput.Accept call)
    {
        if (!stack.Listeners.TryGetValue(call.Listener, out Listener? listener))
        {
            return (stack, StackError.InvalidHandle);
        }

        if (listener.Queue.IsEmpty)
        {
            return (stack, StackError.WouldBlock);
        }

        Connection c = stack.Connections[listener.Queue[0]] with { Queued = false };
        listener = listener with { Queue = listener.Queue.RemoveAt(0), Announced = listener.Announced || listener.Queue.Count > 1 };
        return (stack.Put(listener).Put(c), new Outcome { Number = c.Number, Remote = c.Remote });
    }

    private static (ReferenceStack, Outcome) CloseListener(ReferenceStack stack, StackInput.CloseListener call)
    {
        if (!stack.Listeners.TryGetValue(call.Listener, out Listener? listener))
        {
            return (stack, StackError.InvalidHandle);
        }

        ReferenceStack closed = stack with { Listeners = stack.Listeners.Remove(call.Listener) };
        closed = listener.Queue.Aggregate(closed, static (state, number) => state.Put(Abort(state.Connections[number] with { Queued = false })));

        // Those that are half open go on, in case the listener was the old one of a new: their handshake is completed by a reset.
        IEnumerable<Connection> halfOpen = closed.Connections.Values.Where(c => c.HalfOpen && c.Listener == call.Listener);
        return (halfOpen.Aggregate(closed, static (state, c) => state.Put(c with { Orphaned = true })), Outcome.None);
    }

    private static (ReferenceStack, Outcome) Connect(ReferenceStack stack, long now, StackInput.Connect call)
    {
        IpAddress to = call.Remote.Address;
        if (call.Remote.Port == 0 || to.IsUnspecified || to.IsMulticast || stack.Routes.IsBroadcast(to))
        {
            return (stack, StackError.InvalidAddress);
        }

        if (!stack.Routes.TryFind(to, out IpAddress nextHop))
        {
            return (stack, StackError.NoRoute);
        }

        IpAddress from = call.Local.Address;
        if (from.IsUnspecified && !stack.Routes.TrySource(to, nextHop, out from))
        {
            return (stack, StackError.NoRoute);
        }

        if (!stack.Routes.IsOwn(from) || from.IsIpv4 != to.IsIpv4)
        {
            return (stack, StackError.AddressNotAvailable);
        }

        (ReferenceStack after, int? port) = ChoosePort(stack, from, call.Local.Port, call.Remote);
        if (port is null)
        {
            return (after, call.Local.Port == 0 ? StackError.NoPorts : StackError.AddressInUse);
        }

        if (!after.HasRoom)
        {
            return (after, StackError.TooManyConnections);
        }

        Connection c = Create(after, new Endpoint(from, (ushort)port), call.Remote, call.Settings ?? stack.Options.Tcp, now);
        c = c with { State = TcpState.SynSent, SynNow = true, Stirred = true };
        return (after.Put(c) with { LastConnection = c.Number }, new Outcome { Number = c.Number });
    }

    /// <summary>RFC 6056 section 3.3.4, the double-hash algorithm.</summary>
    private static (ReferenceStack, int? Port) ChoosePort(ReferenceStack stack, IpAddress from, ushort wanted, Endpoint remote)
    {
        if (wanted != 0)
        {
            return (stack, stack.Find(new Endpoint(from, wanted), remote) is null ? wanted : null);
        }

        int first = stack.Options.FirstEphemeralPort;
        uint count = (uint)(stack.Options.LastEphemeralPort - first + 1);
        uint offset = (uint)stack.Hash.Of(KeyedHash.PortOffset, new Endpoint(from, 0), remote);
        int counter = (int)(stack.Hash.Of(KeyedHash.PortCounter, new Endpoint(from, 0), remote) % PortCounters);
        ushort chosen = stack.PortCounters.GetValueOrDefault(counter);
        for (int tries = 0; tries < count; tries++)
        {
            int port = first + (int)((offset + chosen++) % count);
            Endpoint local = new(from, (ushort)port);
            if (local != remote && stack.FindListener(local) is null && stack.Find(local, remote) is null)
            {
                return (stack with { PortCounters = stack.PortCounters.SetItem(counter, chosen) }, port);
            }
        }

        return (stack with { PortCounters = stack.PortCounters.SetItem(counter, chosen) }, null);
    }

    /// <summary>A connection with sequence numbers of its own (RFC 6528), which offers what the settings allow.</summary>
    private static Connection Create(ReferenceStack stack, Endpoint local, Endpoint remote, TcpSettings settings, long now)
    {
        uint iss = (uint)(now / InitialSequenceTick) + (uint)stack.Hash.Of(KeyedHash.InitialSequence, local, remote);
        Connection c = new()
        {
            Number = stack.LastConnection + 1,
            Local = local,
            Remote = remote,
            Settings = settings,
            PathMtu = stack.Options.Mtu,
            FlowLabel = (uint)stack.Hash.Of(KeyedHash.Table, local, remote),
            TsOffset = (uint)stack.Hash.Of(KeyedHash.TimestampOffset, local, remote),
            Rto = RetransmissionTimeout.Initial(settings),
            ProgressAt = now,
            HeardAt = now,
            Timestamps = settings.Timestamps,
            Sack = settings.Sack,
            Scaling = settings.WindowScaling,
            RcvShift = Handshake.Shift(settings),
            FirstWindow = (ushort)Math.Min(settings.ReceiveBuffer, ushort.MaxValue),
        };
        return c.BeginAt(iss);
    }

    /// <summary>The peer's SYN has come: what both have offered holds (RFC 9293 section 3.7.1, RFC 7323 sections 2.2 and 3.2, RFC 2018 section 2).</summary>
    private static Connection Agree(Connection c, TcpOptions offered, uint irs, long now)
    {
        bool timestamps = c.Timestamps && offered.Has(TcpOptionSet.Timestamps);
        bool scaling = c.Scaling && offered.Has(TcpOptionSet.WindowScale);
        int mss = Math.Max(offered.Has(TcpOptionSet.MaximumSegmentSize) ? offered.MaximumSegmentSize : c.IsIpv4 ? 536 : 1220, 64);
        return c with
        {
            Irs = irs,
            RcvNxt = irs + 1,
            RcvAdv = irs + 1 + c.FirstWindow,
            LastAckSent = irs + 1,
            QuickAcks = FirstQuickAcks,
            HeardAt = now,
            SndMss = (ushort)Math.Min(mss, MaximumSegment.ToAnnounce(c.IsIpv4, c.PathMtu, c.Settings)),
            Timestamps = timestamps,
            TsRecentKnown = timestamps,
            TsRecent = timestamps ? offered.TimestampValue : 0,
            TsRecentAt = timestamps ? now : 0,
            Sack = c.Sack && offered.Has(TcpOptionSet.SackPermitted),
            Scaling = scaling,
            SndShift = scaling ? Math.Min(offered.WindowScale, MaxShift) : (byte)0,
            RcvShift = scaling ? c.RcvShift : (byte)0,
        };
    }
}
