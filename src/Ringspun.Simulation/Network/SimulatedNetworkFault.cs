using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>What goes wrong in a network; the default value: nothing.</summary>
public readonly record struct SimulatedNetworkFault
{
    /// <summary>
    /// The error that the operation ends with; the connection, if there is one, stays as it was, and nothing has been moved. For an accept:
    /// EMFILE, ENFILE, ENOBUFS and ENOMEM make the listener pause, ECONNABORTED drops the connection that waits; both go on by themselves, as
    /// they do with a kernel. Of no effect on a piece.
    /// </summary>
    public Errno Error { get; init; }

    /// <summary>Both ends of the connection are reset at this point; what has arrived can still be read. For a connect: right after it.</summary>
    public bool Resets { get; init; }

    /// <summary>How much longer a connect or a piece (with all those behind it) takes. Of no effect on the others.</summary>
    public TimeSpan Delay { get; init; }
}
