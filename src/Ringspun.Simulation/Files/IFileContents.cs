using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>What an open file reads from.</summary>
internal interface IFileContents : IDisposable
{
    /// <summary>Reads at an offset, now.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">Where from, in bytes.</param>
    /// <returns>The number of bytes, possibly less than asked for; 0 at the end; or the negative error number.</returns>
    int Read(Span<byte> buffer, long offset);

    /// <summary>The status now.</summary>
    /// <param name="status">The status.</param>
    /// <returns>The error, or <see cref="Errno.None"/>.</returns>
    Errno GetStatus(out FileStatus status);
}
