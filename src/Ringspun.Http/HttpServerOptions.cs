using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ringspun.Http;

/// <summary>How a directory is served.</summary>
public sealed record HttpServerOptions
{
    /// <summary>What clients may ask of memory and patience.</summary>
    public HttpLimits Limits { get; init; } = HttpLimits.Default;

    /// <summary>
    /// Memory for file contents in bytes, over all loops: each loop has an equal share of its own, without locks. 0 turns the cache off, and
    /// every request reads its file. Default 256 MiB.
    /// </summary>
    public long CacheBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>The largest file in bytes that is kept in memory; larger ones are read while they are sent. Default: an eighth of a loop's share, at most 1 GiB.</summary>
    public long? MaxCachedFileBytes { get; init; }

    /// <summary>Whether files are read past the kernel's page cache (O_DIRECT), where the file system can.</summary>
    public bool DirectReads { get; init; }

    /// <summary>Most connections at a time, over all loops; more wait in the listen queue. Default 100,000.</summary>
    public int MaxConnections { get; init; } = 100_000;

    /// <summary>The file that stands for its directory. Default <c>index.html</c>.</summary>
    public string IndexFile { get; init; } = "index.html";

    /// <summary>The wall clock, for the Date field. Timeouts run by the event loop's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where failures that are not the client's go.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Checks that the options make sense.</summary>
    /// <exception cref="ArgumentException">One does not.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Limits);
        Limits.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(CacheBytes, nameof(CacheBytes));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxCachedFileBytes ?? 0, nameof(MaxCachedFileBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnections, 1, nameof(MaxConnections));
        ArgumentException.ThrowIfNullOrEmpty(IndexFile, nameof(IndexFile));
        if (IndexFile.AsSpan().ContainsAny('/', '\0') || IndexFile is "." or ".." || IndexFile.Length > 255)
        {
            throw new ArgumentException("The index file is a file name without a directory.", nameof(IndexFile));
        }
    }
}
