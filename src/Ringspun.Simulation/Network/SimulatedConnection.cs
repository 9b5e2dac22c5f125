using System.Net;

namespace Ringspun.Simulation;

/// <summary>One end of a connection in memory.</summary>
internal sealed partial class SimulatedConnection : IConnection
{
    private readonly SimulatedNetwork _network;
    private readonly SimulatedPipe _incoming;
    private readonly SimulatedPipe _outgoing;
    private bool _closed;
    private bool _reset;
    private bool _sendEnded;

    private SimulatedConnection(SimulatedNetwork network, SimulatedPipe incoming, SimulatedPipe outgoing, EndPoint? local, EndPoint? remote)
    {
        _network = network;
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

    internal EventLoop Loop => _network.Driver.Loop;

    /// <summary>Both ends of a new connection.</summary>
    internal static (SimulatedConnection Client, SimulatedConnection Server) MakePair(SimulatedNetwork network, EndPoint? client, EndPoint server)
    {
        var up = new SimulatedPipe(network);
        var down = new SimulatedPipe(network);
        return (new SimulatedConnection(network, down, up, client, server), new SimulatedConnection(network, up, down, server, client));
    }

    public void ShutdownSend()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_send.IsPending)
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

        _incoming.CloseReader();
        _receive.Close();
        _lease.Close();
        _send.Close();
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
