namespace Ringspun.Linux.Devices;

/// <summary>What came of sending a packet.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Errno">The kernel's error behind it; <see cref="Errno.None"/> where there was none.</param>
public readonly record struct DeviceResult(DeviceOutcome Outcome, Errno Errno = Errno.None)
{
    /// <summary>Whether the packet was taken.</summary>
    public bool IsDone => Outcome == DeviceOutcome.Done;

    /// <summary>The packet was taken.</summary>
    public static DeviceResult Done => default;
}
