using Ringspun.Linux;
using Ringspun.Tcp;

namespace Ringspun.UserLevel;

/// <summary>Closing that waits for the peer's acknowledgment (SO_LINGER). Whoever gives up waiting leaves the stack to it.</summary>
internal sealed class UserClose(LoopStack stack, ConnectionId id) : IoSource<bool>(stack.Loop), IStackUser
{
    protected override string OperationName => "close";

    public void OnEvents(in StackEvent told)
    {
        if ((told.Events & (ConnectionEvents.Closed | ConnectionEvents.Failed)) != 0)
        {
            stack.Unregister(id, this);
            Finish((told.Events & ConnectionEvents.Failed) == 0);
        }
    }

    public void OnLinkLost(Errno errno) => FinishError(errno);

    internal IoOperation<bool> Start(TimeSpan linger)
    {
        Begin(CancellationToken.None);
        StackError error = stack.Stack.Close(stack.Now, id, linger.Ticks * TimeSpan.NanosecondsPerTick);
        if (error == StackError.WouldBlock)
        {
            stack.Register(id, this);
        }
        else
        {
            Finish(error == StackError.None);
        }

        stack.Touch();
        return Operation;
    }

    protected override void OnCancel()
    {
        stack.Unregister(id, this);
        FinishCanceled();
    }
}
