namespace Ringspun.Tests.Support;

/// <summary>The descriptors that this process has open, for tests that nothing else runs beside.</summary>
internal static class OpenDescriptors
{
    /// <summary>How many sockets, pipes and files below a directory are open. Others are the runtime's business.</summary>
    public static int Count(string directory)
    {
        int count = 0;
        foreach (string link in Directory.EnumerateFiles("/proc/self/fd"))
        {
            string? target = new FileInfo(link).LinkTarget;
            if (target is not null && (target.StartsWith("socket:", StringComparison.Ordinal)
                || target.StartsWith("pipe:", StringComparison.Ordinal)
                || target.StartsWith(directory, StringComparison.Ordinal)))
            {
                count++;
            }
        }

        return count;
    }
}
