using System.Net;
using Ringspun.Linux;
using Ringspun.Tcp;

namespace Ringspun.UserLevel;

/// <summary>Accepts on one loop's stack. Connections wait in the stack's backlog until a fiber asks.</summary>
internal sealed class UserListener : IListener
{
    private readonly UserBinding _binding;
    private readonly LoopStack _stack;
    private readonly AcceptSource _accept;
    private readonly ListenerId _id;
    private bool _closed;

    internal UserListener(UserBinding binding, LoopStack stack)
    {
        _binding = binding;
        _stack = stack;
        _accept = new AcceptSource(stack.Loop);
        StackError error = stack.Listen(binding.Local, binding.Backlog, binding.Settings, this, out _id);
        if (error != StackError.None)
        {
            throw new LinuxException($"listen {binding.LocalEndPoint}", error.ToErrno());
        }
    }

    public EndPoint LocalEndPoint => _binding.LocalEndPoint;

    public IoOperation<IConnection> AcceptAsync(CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        _accept.Start(cancel);
        if (_stack.Failure != Errno.None)
        {
            _accept.FinishError(_stack.Failure);
        }
        else
        {
            Pump();
        }

        return _accept.Started;
    }

    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _stack.CloseListener(_id);
        _binding.Remove(_stack);
        if (_accept.IsPending)
        {
            _accept.FinishError(Errno.ECANCELED);
        }
    }

    /// <summary>Gives the first connection that waits to the fiber that does.</summary>
    internal void Pump()
    {
        if (_accept.IsPending && _stack.Stack.Accept(_id, out ConnectionId connection, out _) == StackError.None)
        {
            _accept.Finish(new UserConnection(_stack, connection, _binding.Settings));
        }
    }

    internal void OnLinkLost(Errno errno)
    {
        if (_accept.IsPending)
        {
            _accept.FinishError(errno);
        }
    }
}
