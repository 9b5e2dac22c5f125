using System.Net;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>A datagram socket of the simulated network.</summary>
internal sealed class SimulatedDatagramSocket : IDatagramSocket
{
    /// <summary>What IPv4 can carry: 65,535 bytes less the headers.</summary>
    private const int LargestDatagram = 65_507;

    /// <summary>net.core.rmem_default.</summary>
    private const int UsualReceiveBuffer = 212_992;

    private readonly SimulatedDatagramBinding _binding;
    private readonly SimulatedDatagramReceive _receive;
    private readonly SimulatedDatagramSend _send;
    private readonly Queue<(IPEndPoint Source, byte[] Bytes)> _arrived = new();
    private readonly int _room;
    private int _used;
    private Errno _refusal;
    private bool _closed;

    internal SimulatedDatagramSocket(SimulatedDatagramBinding binding, SimulatedDriver driver)
    {
        _binding = binding;
        _room = binding.Options.ReceiveBuffer == 0 ? UsualReceiveBuffer : 2 * binding.Options.ReceiveBuffer;
        _receive = new SimulatedDatagramReceive(this, driver);
        _send = new SimulatedDatagramSend(this, driver);
    }

    public EndPoint? LocalEndPoint => RemoteEndPoint is IPEndPoint remote ? SourceFor(remote) : _binding.EndPoint;

    public EndPoint? RemoteEndPoint { get; private set; }

    internal SimulatedHost? Host => _binding.Host;

    public void Connect(IPEndPoint remote)
    {
        ArgumentNullException.ThrowIfNull(remote);
        ObjectDisposedException.ThrowIf(_closed, this);
        RemoteEndPoint = remote;
    }

    public IoOperation<Datagram> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (buffer.IsEmpty)
        {
            throw new ArgumentException("A receive needs room for at least one byte.", nameof(buffer));
        }

        return _receive.Start(buffer, cancel);
    }

    public IoOperation<int> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return _send.Start(buffer, (IPEndPoint?)RemoteEndPoint, cancel);
    }

    public IoOperation<int> SendToAsync(ReadOnlyMemory<byte> buffer, PeerAddress peer, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return _send.Start(
            buffer, peer.ToEndPoint() ?? throw new ArgumentException("The datagram needs an address to go to.", nameof(peer)), cancel);
    }

    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _binding.Remove(this);
            _arrived.Clear();
            _receive.Close();
        }
    }

    internal IPEndPoint SourceFor(IPEndPoint remote) => SimulatedNetwork.IsAny(_binding.EndPoint.Address)
        ? new IPEndPoint(SimulatedNetwork.SourceAddress(_binding.Host, remote.Address), _binding.EndPoint.Port)
        : _binding.EndPoint;

    internal void OnArrival(IPEndPoint source, byte[] bytes)
    {
        if (_closed || _used + bytes.Length > _room)
        {
            return;
        }

        _used += bytes.Length;
        _arrived.Enqueue((source, bytes));
        _receive.TryEnd();
    }

    /// <summary>A datagram came back: nobody listens there.</summary>
    internal void OnRefused(IPEndPoint remote)
    {
        if (!_closed && remote.Equals(RemoteEndPoint))
        {
            _refusal = Errno.ECONNREFUSED;
            _receive.TryEnd();
        }
    }

    /// <summary>What there is for a receive.</summary>
    internal bool TryReceive(Span<byte> buffer, out Datagram datagram, out Errno error)
    {
        datagram = default;
        error = TakeRefusal();
        if (error != Errno.None)
        {
            return true;
        }

        if (!_arrived.TryDequeue(out (IPEndPoint Source, byte[] Bytes) next))
        {
            return false;
        }

        _used -= next.Bytes.Length;
        int length = Math.Min(buffer.Length, next.Bytes.Length);
        next.Bytes.AsSpan(0, length).CopyTo(buffer);
        datagram = new Datagram(length, next.Bytes.Length, new PeerAddress(next.Source));
        return true;
    }

    internal Errno Send(ReadOnlySpan<byte> bytes, IPEndPoint? remote)
    {
        if (remote is null)
        {
            return Errno.EDESTADDRREQ;
        }

        if (bytes.Length > LargestDatagram)
        {
            return Errno.EMSGSIZE;
        }

        Errno refusal = TakeRefusal();
        return refusal != Errno.None ? refusal : _binding.Network.SendDatagram(this, remote, bytes);
    }

    private Errno TakeRefusal()
    {
        Errno refusal = _refusal;
        _refusal = Errno.None;
        return refusal;
    }
}
