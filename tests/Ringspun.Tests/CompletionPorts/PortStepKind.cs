namespace Ringspun.Tests.CompletionPorts;

/// <summary>What a step of a random program does.</summary>
public enum PortStepKind
{
    /// <summary>Registers with an interest, or none.</summary>
    Register,

    /// <summary>The other end writes; a counter is signalled.</summary>
    Arrive,

    /// <summary>Everything that has arrived is read.</summary>
    Read,

    /// <summary>Writes until there is no room.</summary>
    Fill,

    /// <summary>The other end reads everything.</summary>
    Depart,

    /// <summary>Some events are dequeued.</summary>
    Dequeue,
}
