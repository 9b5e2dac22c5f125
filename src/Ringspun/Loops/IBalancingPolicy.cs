namespace Ringspun;

/// <summary>Decides on which loop of a <see cref="Runtime"/> a new fiber starts; <see cref="BalancingPolicy"/> has the usual ones.</summary>
public interface IBalancingPolicy
{
    /// <summary>Chooses a loop. Called on any thread, by many at once.</summary>
    /// <param name="loops">The runtime's loops, at least one.</param>
    /// <returns>One of them.</returns>
    EventLoop Choose(IReadOnlyList<EventLoop> loops);
}
