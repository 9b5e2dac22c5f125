using Ringspun.Linux;

namespace Ringspun;

/// <summary>A port that another process has made and passed on: it is dequeued here, and registered with there.</summary>
internal sealed class PassedPort(int epoll) : PortBackend(epoll)
{
    internal override string Name => "epoll (passed)";

    internal override int Count => 0;

    internal override void CheckMayRegister() => throw new InvalidOperationException(
        "This completion port was passed on by another process, and only that one registers descriptors with it: the numbers in its events are its own.");

    internal override uint Register(int descriptor, Interest interest)
    {
        CheckMayRegister();
        return 0;
    }

    internal override void Unregister(int descriptor) => CheckMayRegister();

    internal override bool Holds(int descriptor) => false;

    internal override int Take(Span<CompletionEvent> events, long timeoutNanoseconds)
    {
        EpollEventBuffer buffer = BufferFor(events.Length);
        int ready = Wait(buffer, events.Length, timeoutNanoseconds);
        int count = 0;
        for (int i = 0; i < ready; i++)
        {
            EpollEvent happened = buffer[i];
            PortTag tag = new(happened.Data);
            if (tag == PortTag.Ring)
            {
                throw new InvalidOperationException(
                    "This completion port works on io_uring: another process can wait at its descriptor, but only the one that made it dequeues. "
                    + "Make it with Driver = DriverKind.Epoll.");
            }

            if (tag.IsDescriptor)
            {
                Interest kinds = PortReadiness.Of(happened.Events, tag.Interest);
                events[count++] = new CompletionEvent(tag.Descriptor, tag.Generation, kinds, PortReadiness.ConditionsOf(happened.Events));
            }
        }

        return count;
    }

    internal override void ForEach(Action<int> action)
    {
    }
}
