using System.Net;

namespace Ringspun.Simulation;

/// <summary>One end of a connection in memory.</summary>
internal sealed partial class SimulatedConnection : IConnection
{
    private readonly SimulatedNetwork _network;
    private readonly SimulatedDriver _driver;
    private readonly SimulatedPipe _incoming;
    private readonly SimulatedPipe _outgoing;
    private bool _closed;
    private bool _reset;
    private bool _sendEnded;
    private bool _holdsDescriptor;

    private SimulatedConnection(
        SimulatedNetwork network, SimulatedDriver driver, SimulatedPipe incoming, SimulatedPipe outgoing, EndPoint? local, EndPoint? remote)
    {
        _network = network;
        _driver = driver;
        _incoming = incoming;
        _outgoing = outgoing;
        LocalEndPoint = local;
        RemoteEndPoint = remote;
        incoming.Reader = this;
        outgoing.Writer = this;
        _receive = new SimulatedReceive(this);
        _lease = new SimulatedLease(this);
        _send = new SimulatedSend(this);
        _receiveTimer = new CallbackTimer(OnReceiveDeadline);
        _stallTimer = new CallbackTimer(OnStall);
    }

    public EndPoint? LocalEndPoint { get; }

    public EndPoint? RemoteEndPoint { get; }

    public ZeroCopyCounters ZeroCopy => default;

    /// <summary>Whether this end holds the address that it calls from: the client's does.</summary>
    internal bool OwnsSource { get; set; }

    /// <summary>The loop that this end belongs to; the other end may be another's.</summary>
    internal SimulatedDriver Driver => _driver;

    internal EventLoop Loop => _driver.Loop;

    /// <summary>Both ends of a new connection.</summary>
    internal static (SimulatedConnection Client, SimulatedConnection Server) MakePair(
        SimulatedNetwork network,
        SimulatedPath path,
        (SimulatedDriver Driver, EndPoint? EndPoint) client,
        (SimulatedDriver Driver, EndPoint EndPoint) server)
    {
        var up = new SimulatedPipe(network, path);
        var down = new SimulatedPipe(network, path);
        return (new SimulatedConnection(network, client.Driver, down, up, client.EndPoint, server.EndPoint),
            new SimulatedConnection(network, server.Driver, up, down, server.EndPoint, client.EndPoint));
    }

    /// <summary>From now on the connection is a program's. False: that has too many (EMFILE).</summary>
    internal bool TryOpenDescriptor() => _holdsDescriptor = _network.Simulation.TryOpenDescriptor();

    /// <summary>Something on the way resets the connection.</summary>
    internal void ResetBothEnds()
    {
        OnReset();
        _outgoing.Reader!.OnReset();
    }

    public void ShutdownSend()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_send.IsOpen)
        {
            throw new InvalidOperationException("shutdown: a send is under way; await it first.");
        }

        EndStream();
    }

    public void Abort() => Close(reset: true);

    // Closing over bytes that nobody has read is a reset in TCP: the peer must not believe that they were taken.
    public void Dispose() => Close(reset: _incoming.Available > 0);

    /// <summary>The peer has reset the connection. What arrived before can still be read.</summary>
    internal void OnReset()
    {
        if (!_closed && !_reset)
        {
            _reset = true;
            OnArrival();
            _send.Fail(Linux.Errno.ECONNRESET);
        }
    }

    private void Close(bool reset)
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        if (!_reset)
        {
            if (reset)
            {
                _outgoing.WriteReset();
            }
            else
            {
                EndStream();
            }
        }

        if (OwnsSource)
        {
            _network.ReleaseSource(LocalEndPoint, RemoteEndPoint!);
        }

        _incoming.CloseReader();
        _receive.Close();
        _lease.Close();
        _send.Close();
        if (_holdsDescriptor)
        {
            _network.Simulation.CloseDescriptor();
        }
    }

    private void EndStream()
    {
        if (!_sendEnded)
        {
            _sendEnded = true;
            if (!_reset)
            {
                _outgoing.WriteEnd();
            }
        }
    }
}
