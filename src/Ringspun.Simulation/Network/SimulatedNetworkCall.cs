using System.Net;

namespace Ringspun.Simulation;

/// <summary>What a network is about to do, as a fault injector sees it.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Local">The address of the end that does it; null where it has none (a unix socket's client).</param>
/// <param name="Remote">The address of the other end.</param>
/// <param name="Length">How many bytes a receive has room for, a send asks to send or a piece has; 0 for the others and for a lease.</param>
public readonly record struct SimulatedNetworkCall(SimulatedNetworkCallKind Kind, EndPoint? Local, EndPoint? Remote, int Length)
{
    /// <summary>Which of its kind this is in its network, counted from 1: for faults on order.</summary>
    public int Number { get; init; }

    /// <summary>An even random number that the seed decides, from 0 up to but not 1: for faults with a probability.</summary>
    public double Chance { get; init; }
}
