namespace Ringspun;

/// <summary>What a <see cref="FiberBroadcast{T}"/> does when it is full because a subscriber has not kept up.</summary>
public enum SlowSubscriber
{
    /// <summary>The publisher waits for it, and so does everybody else.</summary>
    HoldsUpPublisher,

    /// <summary>It misses the oldest items: <see cref="FiberSubscription{T}.Missed"/> counts them.</summary>
    MissesOldest,

    /// <summary>It is cut off: its next read throws a <see cref="FiberChannelClosedException"/>.</summary>
    IsDisconnected,
}
