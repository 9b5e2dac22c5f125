namespace Ringspun;

/// <summary>
/// An awaiter that takes the suspended frame itself instead of a delegate: what makes an await of Ringspun's own
/// operations free of allocation.
/// </summary>
/// <remarks>Implement it on a struct awaiter; the method builder calls it without boxing.</remarks>
public interface IFiberAwaiter
{
    /// <summary>Takes over <paramref name="frame"/>, which is suspended, and resumes it when the awaited thing is done.</summary>
    /// <param name="frame">The suspended frame. It must be made ready exactly once.</param>
    void Suspend(FiberFrame frame);
}
