namespace Ringspun.Linux.Devices;

/// <summary>Finds what a kernel can do: each kernel refuses as a whole what has a part that it does not know.</summary>
internal static class TunOffloads
{
    // From what came last into the kernel (6.2) to what was always there.
    private static readonly DeviceOffloads[] Given =
    [
        DeviceOffloads.UdpSegmentation,
        DeviceOffloads.TcpSegmentationEcn,
        DeviceOffloads.TcpSegmentation6,
        DeviceOffloads.TcpSegmentation4,
        DeviceOffloads.Checksum,
    ];

    /// <summary>Asks for what is wanted, and for less as long as that is refused.</summary>
    /// <param name="wanted">What is wanted.</param>
    /// <param name="ask">Asks; -EINVAL for what is refused.</param>
    /// <param name="agreed">What was taken.</param>
    /// <returns>0; or the first other error.</returns>
    internal static int Negotiate(DeviceOffloads wanted, Func<DeviceOffloads, int> ask, out DeviceOffloads agreed)
    {
        agreed = DeviceFraming.Sensible(wanted);
        int result = ask(agreed);
        for (int i = 0; i < Given.Length && result == -(int)Errno.EINVAL; i++)
        {
            DeviceOffloads less = DeviceFraming.Sensible(agreed & ~Given[i]);
            if (less != agreed)
            {
                agreed = less;
                result = ask(agreed);
            }
        }

        return result;
    }
}
