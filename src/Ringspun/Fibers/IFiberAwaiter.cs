namespace Ringspun;

/// <summary>
/// An awaiter that takes the suspended frame itself instead of a delegate: what makes an await of Ringspun's own
/// operations free of allocation.
/// </summary>
/// <remarks>Implement it on a struct awaiter; the method builder calls it without boxing.</remarks>
public interface IFiberAwaiter
{
    /// <summary>
    /// What the fiber waits for, as dumps call it: the system call's name or the like, a constant. null: the awaiter's type is named. Empty: the
    /// wait is for a call of the same fiber, which tells itself what it waits for.
    /// </summary>
    string? Operation => null;

    /// <summary>Takes over <paramref name="frame"/>, which is suspended, and resumes it when the awaited thing is done.</summary>
    /// <param name="frame">The suspended frame. It must be made ready exactly once.</param>
    void Suspend(FiberFrame frame);
}
