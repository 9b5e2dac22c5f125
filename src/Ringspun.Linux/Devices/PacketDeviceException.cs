namespace Ringspun.Linux.Devices;

/// <summary>A packet device could not be opened, configured or removed. The message names the device, the reason and, where there is one, the way out.</summary>
public sealed class PacketDeviceException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="device">The device, such as "tun:tun0".</param>
    /// <param name="error">Why.</param>
    /// <param name="reason">What happened, in words, without a full stop.</param>
    /// <param name="errno">The kernel's answer; <see cref="Errno.None"/> where it was not asked.</param>
    /// <param name="advice">What the user can do about it, as a full sentence; or null.</param>
    public PacketDeviceException(string device, DeviceError error, string reason, Errno errno = Errno.None, string? advice = null)
        : base(Format(device, reason, errno, advice), (int)errno)
    {
        Device = device;
        Error = error;
        Errno = errno;
        Advice = advice;
    }

    /// <summary>The device.</summary>
    public string Device { get; }

    /// <summary>Why.</summary>
    public DeviceError Error { get; }

    /// <summary>The kernel's answer; also in <see cref="Exception.HResult"/>.</summary>
    public Errno Errno { get; }

    /// <summary>What the user can do about it, or null.</summary>
    public string? Advice { get; }

    private static string Format(string device, string reason, Errno errno, string? advice)
    {
        string text = errno == Errno.None ? $"{device}: {reason}" : $"{device}: {reason}: {errno} ({errno.Describe()})";
        return advice is null ? text : $"{text}. {advice}";
    }
}
