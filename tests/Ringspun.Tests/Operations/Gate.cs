namespace Ringspun.Tests.Operations;

/// <summary>Something that user code makes fibers wait for, with system calls of its own.</summary>
internal sealed class Gate
{
    public bool IsOpen { get; set; }

    public int Tries { get; private set; }

    public int Starts { get; private set; }

    public int Cancels { get; private set; }

    /// <summary>What <see cref="WaitCall.Cancel"/> does; null: nothing yet.</summary>
    public Action<Completion<int>>? OnCancel { get; set; }

    /// <summary>The call under way.</summary>
    public Completion<int> Completion { get; private set; }

    /// <summary>The descriptor to wait for, if any.</summary>
    public int Descriptor { get; set; } = -1;

    /// <summary>Thrown from <see cref="WaitCall.TryFinish"/>.</summary>
    public Exception? TryFailure { get; set; }

    /// <summary>Thrown from <see cref="WaitCall.Start"/>.</summary>
    public Exception? StartFailure { get; set; }

    public IoOperation<int> Wait(CancellationToken cancel = default) => Fiber.Call<WaitCall, int>(new WaitCall(this), cancel);

    public struct WaitCall(Gate gate) : ISystemCall<int>
    {
        private int _tries;

        public bool TryFinish(EventLoop loop, out int result)
        {
            gate.Tries++;
            result = ++_tries;
            return gate.TryFailure is not null ? throw gate.TryFailure : gate.IsOpen;
        }

        public readonly void Start(EventLoop loop, Completion<int> completion)
        {
            gate.Starts++;
            if (gate.StartFailure is not null)
            {
                throw gate.StartFailure;
            }

            gate.Completion = completion;
            if (gate.Descriptor >= 0)
            {
                completion.RetryWhen(gate.Descriptor, PollEvents.Readable);
            }
        }

        public readonly void Cancel(EventLoop loop)
        {
            gate.Cancels++;
            gate.OnCancel?.Invoke(gate.Completion);
        }
    }
}
