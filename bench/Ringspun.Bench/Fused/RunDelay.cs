using System.Buffers.Text;
using Ringspun.Linux;

namespace Ringspun.Bench.Fused;

/// <summary>
/// How long the calling thread has been ready to run and had no core (run_delay in /proc/thread-self/schedstat): what a busy machine adds to every
/// measurement of a duration.
/// </summary>
internal sealed class RunDelay : IDisposable
{
    private readonly byte[] _text = new byte[128];
    private readonly OwnedDescriptor _file;

    private RunDelay(OwnedDescriptor file) => _file = file;

    public static RunDelay Open()
    {
        const string Path = "/proc/thread-self/schedstat";
        int result = Linux.Files.OpenAt2(Linux.Files.CurrentDirectory, Path, new OpenHow(OpenFlags.RDONLY | OpenFlags.CLOEXEC));
        return new RunDelay(OwnedDescriptor.FromResult(result, $"open {Path}"));
    }

    /// <summary>Nanoseconds since the thread began.</summary>
    public long Read()
    {
        int count = Linux.Files.PRead(_file.Number, _text, 0);
        ReadOnlySpan<byte> text = _text.AsSpan(0, Math.Max(0, count));
        return Utf8Parser.TryParse(text[(text.IndexOf((byte)' ') + 1)..], out long delay, out _)
            ? delay
            : throw new BenchFailure("/proc/thread-self/schedstat is not understood");
    }

    public void Dispose() => _file.Dispose();
}
