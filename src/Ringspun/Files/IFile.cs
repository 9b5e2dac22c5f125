namespace Ringspun;

/// <summary>An open file. Several reads may be under way at a time; all members are for the file's loop. Disposing it closes it once the last has ended.</summary>
public interface IFile : IDisposable
{
    /// <summary>The status at the time of opening.</summary>
    FileStatus Status { get; }

    /// <summary>Reads at an offset; short only at the end of the file.</summary>
    /// <param name="buffer">Where to; must be left alone until the operation has ended. For a direct file: address, length and offset are multiples of 4,096.</param>
    /// <param name="offset">Where from, in bytes from the beginning.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The number of bytes read; less than asked only at the end of the file, 0 beyond it.</returns>
    IoOperation<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancel = default);

    /// <summary>The status now.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The status.</returns>
    IoOperation<FileStatus> GetStatusAsync(CancellationToken cancel = default);
}
