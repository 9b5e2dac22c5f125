using System.Net;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>Accepts connections on one loop of the simulation.</summary>
internal sealed class SimulatedListener : IListener
{
    /// <summary>While descriptors are short and none is closed: the kernel drivers' pause.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly SimulatedBinding _binding;
    private readonly SimulatedDriver _driver;
    private readonly Queue<SimulatedConnection> _waiting = new();
    private readonly SimulatedAccept _accept;
    private readonly CallbackTimer _pause;
    private bool _paused;
    private bool _disposed;

    internal SimulatedListener(SimulatedBinding binding, SimulatedDriver driver)
    {
        _binding = binding;
        _driver = driver;
        _accept = new SimulatedAccept(this, driver);
        _pause = new CallbackTimer(Resume);
    }

    public EndPoint LocalEndPoint => _binding.LocalEndPoint;

    internal bool IsFull => _waiting.Count >= _binding.Options.Backlog;

    /// <summary>The loop whose fibers accept.</summary>
    internal SimulatedDriver Driver => _driver;

    public IoOperation<IConnection> AcceptAsync(CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _accept.Start(cancel);
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _driver.Loop.Disarm(_pause);
        _binding.Remove(this);
        while (_waiting.TryDequeue(out SimulatedConnection? connection))
        {
            connection.Abort();
        }

        _accept.Close();
        _driver.Simulation.CloseDescriptor();
    }

    internal void Add(SimulatedConnection connection)
    {
        if (_disposed)
        {
            connection.Abort();
            return;
        }

        _waiting.Enqueue(connection);
        Deliver();
    }

    /// <summary>Ends the accept that is under way, if there is one and a connection waits.</summary>
    internal void Deliver()
    {
        while (_accept.IsOpen && !_paused && _waiting.TryPeek(out SimulatedConnection? connection))
        {
            SimulatedNetworkFault fault = _binding.Network.FaultOf(
                SimulatedNetworkCallKind.Accept, LocalEndPoint, connection.RemoteEndPoint, 0);
            Errno error = fault.Error != Errno.None ? fault.Error : connection.TryOpenDescriptor() ? Errno.None : Errno.EMFILE;
            switch (error)
            {
                case Errno.None:
                    _ = _waiting.Dequeue();
                    _accept.End(connection);
                    if (fault.Resets)
                    {
                        connection.ResetBothEnds();
                    }

                    break;
                case Errno.ECONNABORTED:
                    _ = _waiting.Dequeue();
                    connection.Abort();
                    break;
                case Errno.EMFILE or Errno.ENFILE or Errno.ENOBUFS or Errno.ENOMEM:
                    _paused = true;
                    _driver.Simulation.AwaitDescriptor(Resume);
                    _driver.Loop.Arm(_pause, _driver.After(Pause));
                    break;
                default:
                    _accept.End(error);
                    break;
            }
        }
    }

    private void Resume()
    {
        if (_paused && !_disposed)
        {
            _paused = false;
            _driver.Loop.Disarm(_pause);
            Deliver();
        }
    }
}
