namespace Ringspun;

/// <summary>What happens to a <see cref="FiberEvent"/> that is set when a fiber has passed it.</summary>
public enum FiberEventReset
{
    /// <summary>It stays set, and everybody passes, until <see cref="FiberEvent.Reset"/>.</summary>
    Manual,

    /// <summary>It is reset: one fiber passes for every <see cref="FiberEvent.Set"/>. Sets that nobody waits for are not counted.</summary>
    Auto,
}
