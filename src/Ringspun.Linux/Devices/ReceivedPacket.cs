namespace Ringspun.Linux.Devices;

/// <summary>What came of receiving: with <see cref="DeviceOutcome.Done"/> a packet, and where in the buffer it lies.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Errno">The kernel's error behind it; <see cref="Errno.None"/> where there was none.</param>
/// <param name="Offset">Where the packet begins in the buffer, in bytes: what the device puts in front of it ends there.</param>
/// <param name="Length">The packet's length in bytes.</param>
/// <param name="Header">What is known of the packet beside its bytes. It was checked against the length.</param>
public readonly record struct ReceivedPacket(DeviceOutcome Outcome, Errno Errno, int Offset, int Length, VirtioNetHeader Header)
{
    /// <summary>A packet.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="length">Its length.</param>
    /// <param name="header">What is known of it.</param>
    public ReceivedPacket(int offset, int length, VirtioNetHeader header)
        : this(DeviceOutcome.Done, Errno.None, offset, length, header)
    {
    }

    /// <summary>No packet.</summary>
    /// <param name="outcome">Why.</param>
    /// <param name="errno">The kernel's error.</param>
    public ReceivedPacket(DeviceOutcome outcome, Errno errno = Errno.None)
        : this(outcome, errno, 0, 0, default)
    {
    }

    /// <summary>Whether there is a packet.</summary>
    public bool IsDone => Outcome == DeviceOutcome.Done;
}
