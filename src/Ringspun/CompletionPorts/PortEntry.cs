namespace Ringspun;

/// <summary>What a port knows of one descriptor number.</summary>
internal struct PortEntry
{
    /// <summary>Changes with each registration and at its end, so that events of former ones are recognised.</summary>
    internal uint Generation;

    /// <summary>On a ring: the neighbours in the queue of descriptors with news.</summary>
    internal int Next;

    /// <inheritdoc cref="Next"/>
    internal int Previous;

    /// <summary>What it is registered for.</summary>
    internal Interest Interest;

    /// <summary>Kinds that have become ready and are not handed out yet.</summary>
    internal Interest Pending;

    /// <summary>The conditions that belong to them.</summary>
    internal PollEvents Conditions;

    /// <summary>On a ring: whether it is in the queue. On epoll: whether it is in the batch that is being looked at.</summary>
    internal bool IsListed;

    /// <summary>A registration begins, or another interest.</summary>
    internal void Begin(Interest interest)
    {
        Advance();
        Interest = interest;
    }

    /// <summary>The registration ends.</summary>
    internal void End() => Begin(Interest.None);

    private void Advance()
    {
        Pending = Interest.None;
        Conditions = PollEvents.None;

        // 0 stays for the tags of the port's own descriptors.
        uint next = (Generation + 1) % PortTag.Generations;
        Volatile.Write(ref Generation, next == 0 ? 1 : next);
    }
}
