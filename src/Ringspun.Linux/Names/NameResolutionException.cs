namespace Ringspun.Linux;

/// <summary>A host's name could not be resolved.</summary>
public sealed class NameResolutionException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="host">The name.</param>
    /// <param name="error">The resolver's answer.</param>
    /// <param name="errno">With <see cref="NameResolutionError.SYSTEM"/> the failed system call's error.</param>
    public NameResolutionException(string host, NameResolutionError error, Errno errno = Errno.None)
        : base($"getaddrinfo {host}: EAI_{error} ({Describe(error, errno)})")
    {
        Host = host;
        Error = error;
        Errno = errno;
    }

    /// <summary>The name that was asked for.</summary>
    public string Host { get; }

    /// <summary>The resolver's answer.</summary>
    public NameResolutionError Error { get; }

    /// <summary>The failed system call's error, if it was one.</summary>
    public Errno Errno { get; }

    private static string Describe(NameResolutionError error, Errno errno) => error switch
    {
        NameResolutionError.NONAME => "there is no such name",
        NameResolutionError.AGAIN => "the name server does not answer; try again later",
        NameResolutionError.FAIL => "the name server refuses",
        NameResolutionError.NODATA => "the name has no address",
        NameResolutionError.SYSTEM => $"{errno}: {errno.Describe()}",
        _ => "see getaddrinfo(3)",
    };
}
