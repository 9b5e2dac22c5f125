namespace Ringspun;

/// <summary>The part of a driver that watches descriptors of any kind. All members are for the loop's thread.</summary>
public interface IPoller
{
    /// <summary>Begins to watch; any number of watches may be on one descriptor. It never calls the watch before it returns.</summary>
    /// <param name="watch">The watch, not watched yet. What is wrong with its descriptor it hears in a later turn.</param>
    void Watch(PollWatch watch);

    /// <summary>Ends a watch that is watched. Its <see cref="PollWatch.OnEnded"/> follows, at once or in a later turn, unless its event comes first.</summary>
    /// <param name="watch">The watch.</param>
    void Unwatch(PollWatch watch);

    /// <summary>Ends all watches of a descriptor: it is about to be closed.</summary>
    /// <param name="descriptor">The descriptor.</param>
    void UnwatchAll(int descriptor);
}
