using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Ringspun.Simulation;

/// <summary>Accepts connections on the simulation's loop.</summary>
internal sealed class SimulatedListener : IListener
{
    private readonly SimulatedBinding _binding;
    private readonly Queue<SimulatedConnection> _waiting = new();
    private readonly SimulatedAccept _accept;
    private bool _disposed;

    internal SimulatedListener(SimulatedBinding binding, EventLoop loop)
    {
        _binding = binding;
        _accept = new SimulatedAccept(this, loop);
    }

    public EndPoint LocalEndPoint => _binding.LocalEndPoint;

    internal bool IsFull => _waiting.Count >= _binding.Options.Backlog;

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
        _binding.Remove(this);
        while (_waiting.TryDequeue(out SimulatedConnection? connection))
        {
            connection.Abort();
        }

        _accept.Close();
    }

    internal void Add(SimulatedConnection connection)
    {
        _waiting.Enqueue(connection);
        _accept.TryEnd();
    }

    internal bool TryTake([NotNullWhen(true)] out SimulatedConnection? connection) => _waiting.TryDequeue(out connection);
}
