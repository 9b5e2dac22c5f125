namespace Ringspun.Linux.Devices;

/// <summary>Whether a TUN interface is made.</summary>
public enum TunCreation
{
    /// <summary>It is made unless it is there.</summary>
    IfMissing,

    /// <summary>It is made, and must not be there.</summary>
    Always,

    /// <summary>It must be there.</summary>
    Never,
}
