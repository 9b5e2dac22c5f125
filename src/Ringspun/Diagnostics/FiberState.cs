namespace Ringspun;

/// <summary>What a live fiber does.</summary>
public enum FiberState
{
    /// <summary>Its code is running now.</summary>
    Running,

    /// <summary>It could run: it waits for its turn in the run queue.</summary>
    Ready,

    /// <summary>It waits for an operation to complete.</summary>
    Waiting,
}
