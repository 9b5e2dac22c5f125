namespace Ringspun.Samples.Fibers;

/// <summary>Something to wait for, with a system call of its own.</summary>
internal sealed class Doorbell
{
    private readonly Queue<string> _visitors = new();
    private Completion<string> _waiting;

    /// <summary>Waits for the next visitor; for one fiber at a time.</summary>
    public IoOperation<string> Answer(CancellationToken cancel = default) => Fiber.Call<AnswerCall, string>(new AnswerCall(this), cancel);

    public void Ring(string visitor)
    {
        _visitors.Enqueue(visitor);
        if (_waiting.IsPending)
        {
            _waiting.Retry();
        }
    }

    private readonly struct AnswerCall(Doorbell bell) : ISystemCall<string>
    {
        public bool TryFinish(EventLoop loop, out string visitor) => bell._visitors.TryDequeue(out visitor!);

        public void Start(EventLoop loop, Completion<string> completion) => bell._waiting = completion;

        public void Cancel(EventLoop loop) => bell._waiting.Cancel();
    }
}
