using Ringspun.Tcp;

namespace Ringspun.Simulation.Internet;

/// <summary>A host of a simulated internet: a TCP/IP stack with a link, and an application that is told what happens to its connections.</summary>
/// <remarks>
/// The application acts in its handler, or between the internet's steps; after the latter <see cref="SimulatedInternet.Flush(INode)"/> sends what it has
/// caused. What the stack leaves to its device, the cutting of super-segments and checksums, is done here: packets on links are whole.
/// </remarks>
/// <param name="stack">The stack; the node is the only one to give it packets and the time.</param>
public sealed class StackNode(Stack stack) : INode
{
    private readonly SegmentCutter _cutter = new();

    /// <summary>The stack.</summary>
    public Stack Stack { get; } = stack ?? throw new ArgumentNullException(nameof(stack));

    /// <summary>Is given the time in nanoseconds and each event of the stack, as soon as there is one; null leaves the events in the stack.</summary>
    public Action<long, StackEvent>? Application { get; set; }

    /// <inheritdoc/>
    public long NextDeadline => Stack.NextDeadline;

    /// <inheritdoc/>
    public void Receive(long now, Link link, ReadOnlySpan<byte> packet)
    {
        Stack.Receive(now, packet);
        TellApplication(now);
    }

    /// <inheritdoc/>
    public int Transmit(long now, Span<byte> buffer, out Link? link)
    {
        link = null;
        if (_cutter.HasMore)
        {
            return _cutter.Next(buffer);
        }

        int length;
        TransmitHints hints;
        while ((length = Stack.Transmit(now, buffer, out hints)) == 0 && TellApplication(now))
        {
            // A stack that speaks to itself makes events here, too.
        }

        return length > 0 && hints.HeaderLength > 0 ? _cutter.Begin(buffer, length, hints) : length;
    }

    /// <inheritdoc/>
    public void Advance(long now)
    {
        Stack.Advance(now);
        TellApplication(now);
    }

    /// <returns>Whether there was something to tell.</returns>
    private bool TellApplication(long now)
    {
        bool any = false;
        while (Application is { } application && Stack.TryTakeEvent(out StackEvent told))
        {
            any = true;
            application(now, told);
        }

        return any;
    }
}
