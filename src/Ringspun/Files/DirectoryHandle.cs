namespace Ringspun;

/// <summary>An open directory, below which files are opened. Any thread, any loop.</summary>
public sealed class DirectoryHandle : IDisposable
{
    private DirectoryHandle(int descriptor, string path)
    {
        Descriptor = descriptor;
        Path = path;
    }

    /// <summary>The path that the directory was opened by.</summary>
    public string Path { get; }

    internal int Descriptor { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
