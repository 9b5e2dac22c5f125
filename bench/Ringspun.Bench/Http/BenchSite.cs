namespace Ringspun.Bench.Http;

/// <summary>A directory with one file for servers to serve.</summary>
internal static class BenchSite
{
    public const string FileName = "file.bin";

    // nginx's worker gives up root, and must still reach the file.
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Makes it.</summary>
    /// <param name="scratch">Where; made readable for all.</param>
    /// <param name="fileSize">Bytes of the file.</param>
    /// <returns>The directory's path.</returns>
    public static string Create(DirectoryInfo scratch, long fileSize)
    {
        scratch.UnixFileMode = Readable;
        string site = Directory.CreateDirectory(Path.Combine(scratch.FullName, "site"), Readable).FullName;
        using FileStream file = File.Create(Path.Combine(site, FileName));
        byte[] block = new byte[64 * 1024];
        Random random = new(1);
        for (long left = fileSize; left > 0; left -= block.Length)
        {
            random.NextBytes(block);
            file.Write(block.AsSpan(0, (int)Math.Min(left, block.Length)));
        }

        return site;
    }
}
