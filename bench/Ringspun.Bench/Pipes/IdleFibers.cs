using Ringspun.Linux;

namespace Ringspun.Bench.Pipes;

/// <summary>
/// Fibers that wait for a byte that never comes. A process has not descriptors enough for a pipe each: they share as many pipes as the limit allows, each
/// waiting by itself until its pipe is readable.
/// </summary>
internal sealed class IdleFibers : IDisposable
{
    /// <summary>Descriptors for everything else: the runtime's, libraries, the loop's.</summary>
    private const int Spare = 500;

    private readonly List<int> _descriptors = [];

    private IdleFibers()
    {
    }

    /// <summary>How many pipes that many fibers wait at.</summary>
    public static int PipesFor(int fibers, int pairs)
    {
        LinuxException.ThrowIfError(ResourceLimits.Get(ResourceKind.NOFILE, out ResourceLimit limit), "getrlimit");
        long free = (long)Math.Min(limit.Current, int.MaxValue) - Spare - (pairs * 4L);
        return (int)Math.Min(fibers, Math.Max(1, free / 2));
    }

    /// <summary>Starts them on the calling thread's loop.</summary>
    public static IdleFibers Start(EventLoop loop, int count, int pairs)
    {
        IdleFibers idle = new();
        try
        {
            int pipes = PipesFor(count, pairs);
            for (int i = 0; i < pipes; i++)
            {
                LinuxException.ThrowIfError(
                    Descriptors.Pipe2(out int reader, out int writer), "pipe2", ResourceLimits.Describe(ResourceKind.NOFILE));
                idle._descriptors.Add(reader);
                idle._descriptors.Add(writer);
            }

            for (int i = 0; i < count; i++)
            {
                loop.SpawnDetached(static async reader => await Fiber.WaitUntilReadable(reader), idle._descriptors[i % pipes * 2]);
            }

            return idle;
        }
        catch
        {
            idle.Dispose();
            throw;
        }
    }

    /// <summary>To be called when the loop is gone: nobody waits any more.</summary>
    public void Dispose() => _descriptors.ForEach(static descriptor => _ = Descriptors.Close(descriptor));
}
