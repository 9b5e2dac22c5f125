using System.Globalization;

namespace Ringspun.Linux;

/// <summary>The machine's limit of AIO requests (source: proc(5), /proc/sys/fs/aio-max-nr and aio-nr).</summary>
/// <param name="Maximum">The largest sum of the sizes of all contexts of the machine; -1 if it cannot be read.</param>
/// <param name="InUse">The sum now; -1 if it cannot be read.</param>
public readonly record struct AioLimits(long Maximum, long InUse)
{
    /// <summary>Reads the limits.</summary>
    public static AioLimits Read() => new(ReadNumber("/proc/sys/fs/aio-max-nr"), ReadNumber("/proc/sys/fs/aio-nr"));

    /// <summary>What to tell a user when a context cannot be made.</summary>
    /// <param name="wanted">The number of requests that was asked for.</param>
    public string Advise(int wanted) =>
        $"The machine allows {Maximum} AIO requests (fs.aio-max-nr), {InUse} are taken and {wanted} more were wanted; " +
        $"raise the limit with: sysctl -w fs.aio-max-nr={Math.Max(1_048_576, Maximum * 2)}";

    internal static long ReadNumber(string path)
    {
        try
        {
            return long.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return -1;
        }
    }
}
