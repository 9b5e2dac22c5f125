namespace Ringspun;

/// <summary>Waits until a descriptor is ready: see <see cref="Fiber.WaitFor"/>. An example of a call that keeps state while it waits.</summary>
internal struct ReadinessCall(int descriptor, PollEvents events) : ISystemCall<PollEvents>
{
    private Completion<PollEvents> _wait;

    public readonly bool TryFinish(EventLoop loop, out PollEvents result)
    {
        result = _wait.Events;
        return result != PollEvents.None;
    }

    public void Start(EventLoop loop, Completion<PollEvents> completion)
    {
        _wait = completion;
        completion.RetryWhen(descriptor, events);
    }

    public readonly void Cancel(EventLoop loop)
    {
    }
}
