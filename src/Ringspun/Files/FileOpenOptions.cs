namespace Ringspun;

/// <summary>What a file is opened for.</summary>
[Flags]
public enum FileOpenOptions
{
    /// <summary>To read through the page cache.</summary>
    None = 0,

    /// <summary>To read past the page cache (O_DIRECT); where the file system cannot, through it.</summary>
    Direct = 1,

    /// <summary>Only for its status (O_PATH): needs no permission to read.</summary>
    StatusOnly = 2,
}
