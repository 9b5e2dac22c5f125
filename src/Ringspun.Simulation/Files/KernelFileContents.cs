using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>A file of the real file system, read synchronously.</summary>
internal sealed class KernelFileContents(OwnedDescriptor descriptor) : IFileContents
{
    public int Read(Span<byte> buffer, long offset) => Linux.Files.PRead(descriptor.Number, buffer, offset);

    public Errno GetStatus(out FileStatus status)
    {
        int result = FileOpening.ReadStatus(descriptor.Number, out status);
        return result < 0 ? result.ToErrno() : Errno.None;
    }

    public void Dispose() => descriptor.Dispose();
}
