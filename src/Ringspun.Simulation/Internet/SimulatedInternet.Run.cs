namespace Ringspun.Simulation.Internet;

/// <content>Time passes.</content>
public sealed partial class SimulatedInternet
{
    /// <summary>Has a node send what it has, after something other than the internet has called it: an application of a host.</summary>
    /// <param name="node">A node that was added or linked.</param>
    public void Flush(INode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Flush(Of(node));
    }

    /// <summary>Does the next thing that is due, and moves the time there.</summary>
    /// <returns>False when nothing is: no packet is on the way, and no node has a deadline.</returns>
    /// <exception cref="InvalidOperationException">There were more events than <see cref="SimulatedInternetOptions.EventLimit"/>.</exception>
    public bool Step() => Step(long.MaxValue);

    /// <summary>Lets time pass.</summary>
    /// <param name="duration">How long.</param>
    public void Run(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        long end = Now + (duration.Ticks * TimeSpan.NanosecondsPerTick);
        while (Step(end))
        {
        }

        Now = end;
    }

    /// <summary>Lets time pass until something is true.</summary>
    /// <param name="isTrue">Asked after every event, and before the first.</param>
    /// <param name="limit">The longest that may pass.</param>
    /// <returns>Whether it became true; not when the time was over before, or nothing was left to happen.</returns>
    public bool RunUntil(Func<bool> isTrue, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(isTrue);
        long end = Now + (limit.Ticks * TimeSpan.NanosecondsPerTick);
        while (!isTrue())
        {
            if (!Step(end))
            {
                return false;
            }
        }

        return true;
    }

    private bool Step(long end)
    {
        while (_events.Count > 0 && _events.First.Time <= end)
        {
            InternetEvent due = _events.Take();
            if (due.Node is { } node && node.CallAt != due.Time)
            {
                // The node has changed its mind since.
                continue;
            }

            Count();
            Now = due.Time;
            Happen(due);
            return true;
        }

        return false;
    }

    private void Happen(in InternetEvent due)
    {
        if (due.Node is { } node)
        {
            node.CallAt = long.MaxValue;
            if (node.Node.NextDeadline <= Now)
            {
                Trace.Add(Now, node.Index);
                node.Node.Advance(Now);
            }

            Flush(node);
            return;
        }

        try
        {
            due.Direction!.Deliver(Now, due.Packet!);
        }
        finally
        {
            Packets.Return(due.Packet!);
        }

        Flush(due.Direction.To);
    }

    private void Flush(Attachment attachment)
    {
        INode node = attachment.Node;
        for (int length = node.Transmit(Now, _buffer, out Link? link); length > 0; length = node.Transmit(Now, _buffer, out link))
        {
            Count();
            link ??= attachment.Links.Count == 1
                ? attachment.Links[0]
                : throw new InvalidOperationException($"the node {attachment.Name} has {attachment.Links.Count} links and did not say where to send a packet");
            link.From(node).Send(Now, _buffer.AsSpan(0, length));
        }

        long deadline = Math.Max(node.NextDeadline, Now);
        if (deadline != long.MaxValue && deadline < attachment.CallAt)
        {
            attachment.CallAt = deadline;
            _events.Add(new InternetEvent(deadline, _numbers++, null, null, attachment));
        }
    }

    private void Count()
    {
        if (++EventCount > _options.EventLimit)
        {
            throw new InvalidOperationException(
                $"More than {_options.EventLimit} events ({nameof(SimulatedInternetOptions.EventLimit)}) by {Now} ns: a loop without end (seed {Seed}).");
        }
    }
}
