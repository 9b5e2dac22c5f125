namespace Ringspun.Samples.TunForwarder;

/// <summary>How long the steps towards a connection may take.</summary>
internal sealed record DialLimits
{
    /// <summary>The look-up of a name.</summary>
    public TimeSpan Resolve { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Each address of a host. The kernel alone would give one that says nothing two minutes, while the next might answer.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>All that is said with a proxy before the connection is through; the proxy looks up names and connects in this time.</summary>
    public TimeSpan Proxy { get; init; } = TimeSpan.FromSeconds(30);
}
